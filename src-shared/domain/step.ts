/**
 * What this machine does with a take after its stage, one row a step. A workflow lists its steps as data; the engine
 * has one file for each. `fit` brings what was delivered to what was asked; `thumbnail` and `peaks` are made for looking at it;
 * `mirror` puts the files to the second home.
 */
export const stepNames = ['fit', 'thumbnail', 'peaks', 'mirror'] as const;
export type StepName = (typeof stepNames)[number];

/** due: to be done, now or at `wake_at`. dropped: nobody wants it any more. */
export const stepStates = ['due', 'done', 'failed', 'dropped'] as const;
export type StepState = (typeof stepStates)[number];

export const stepEvents = ['finish', 'fail', 'drop', 'again'] as const;
export type StepEvent = (typeof stepEvents)[number];

/** state x event -> next state. What is missing is not allowed. `again`: a person's retry takes a failed step up. */
export const stepTable: Record<StepState, Partial<Record<StepEvent, StepState>>> = {
  due: { finish: 'done', fail: 'failed', drop: 'dropped' },
  done: {},
  failed: { again: 'due' },
  dropped: {},
};

/** Where the work of a step is done, and with it how much of it runs at once. */
export const stepPlaces = ['media', 'cloudinary'] as const;
export type StepPlace = (typeof stepPlaces)[number];
