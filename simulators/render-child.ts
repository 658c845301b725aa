// Renders media for the simulators in a process of its own, or a thread where there can be none, one piece after the other, so that a simulator answers
// while a video is encoded, and so that a crash of native code fails one request and not the simulator.

import { rmSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { findParent } from './parent.ts';
import { renderAvatar, renderLipsync } from './render/avatar.ts';
import { renderClip } from './render/clip.ts';
import { lookForCodecsIn } from './render/codec.ts';
import type { Source } from './render/decode.ts';
import { type Answer, type Made, type Order, orderShape } from './render/plan.ts';
import { Refused, type Role } from './render/refused.ts';
import { renderVoice } from './render/speech.ts';

// Whoever asks the simulator something goes first.
const NICE = 5;

let last: Promise<void> = Promise.resolve();

const parent = findParent();
// Where the codecs may be, if they are not beside this program.
lookForCodecsIn(process.argv[2] ?? null);
parent?.hear((message) => {
  const order = orderShape.parse(message);
  last = last.then(() => answer(order));
});
// The simulator is gone: so is whoever would want the result.
parent?.whenGone(() => process.exit(0));
try {
  // A thread would take its simulator along.
  if (isMainThread) setPriority(NICE);
} catch {
  // Some systems do not allow it; then all are equal.
}

async function answer(order: Order): Promise<void> {
  const made: string[] = [];
  const told = await answerTo(order, made);
  // Before the answer: whoever has it finds nothing half made beside it.
  for (const path of made) rmSync(path, { force: true });
  parent?.say(told);
}

async function answerTo(order: Order, made: string[]): Promise<Answer> {
  const { id } = order;
  try {
    const source = (role: Role): Source => {
      const bytes = order.files[role];
      if (!bytes) throw new Refused(role, 'file_download_error', `The ${role} is missing.`);
      const path = `${order.to}.${role}`;
      writeFileSync(path, bytes);
      made.push(path);
      return { role, bytes, path };
    };
    return { id, made: await render(order, source) };
  } catch (error) {
    rmSync(order.to, { force: true });
    if (error instanceof Refused)
      return { id, refused: { role: error.role, type: error.type, message: error.message } };
    return { id, failed: error instanceof Error ? error.message : String(error) };
  }
}

async function render({ plan, files, to }: Order, source: (role: Role) => Source): Promise<Made> {
  switch (plan.kind) {
    case 'speech':
      return renderVoice(plan, to);
    case 'clip':
      return renderClip(plan, { image: source('image'), audio: files.audio ? source('audio') : null }, to);
    case 'avatar':
      return renderAvatar(plan, { image: source('image'), audio: source('audio') }, to);
    case 'lipsync':
      return renderLipsync(plan, { video: source('video'), audio: source('audio') }, to);
  }
}
