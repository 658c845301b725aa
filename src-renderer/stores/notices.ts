import { create } from 'zustand';
import { RushesError } from '../../src-shared/contract/errors.ts';
import { technicalWords, toldInStudio } from '../texts/errors.ts';

/** Short words in the corner: that something was done (with a way back), or why it was not. */
export type Notice = {
  id: number;
  tone: 'plain' | 'done' | 'failed';
  text: string;
  /** What else there is to say: the next step. */
  more?: string | undefined;
  /** For a report: copied, not shown. */
  technical?: string | undefined;
  action?: { label: string; run(): void } | undefined;
};

let count = 0;

export const useNotices = create<{ notices: readonly Notice[] }>(() => ({ notices: [] }));

const longest = 4;

/** Said again: one that offers nothing takes the place of its like. */
const isSame = (a: Notice, b: Notice): boolean =>
  a.text === b.text && a.more === b.more && !a.action && !b.action;

export function notify(notice: Omit<Notice, 'id' | 'tone'> & { tone?: Notice['tone'] }): number {
  count += 1;
  const made: Notice = { tone: 'plain', ...notice, id: count };
  useNotices.setState(({ notices }) => ({
    notices: [...notices.filter((one) => !isSame(one, made)), made].slice(-longest),
  }));
  return made.id;
}

export const dismiss = (id: number): void =>
  useNotices.setState(({ notices }) => ({ notices: notices.filter((one) => one.id !== id) }));

/** Says why a call was refused. */
export function notifyError(error: unknown): void {
  const known = error instanceof RushesError ? error : new RushesError('INTERNAL', {}, { cause: error });
  const { message, next } = toldInStudio(known);
  notify({ tone: 'failed', text: message, more: next, technical: technicalWords(known) });
}

/** Does what a button asks for; what goes wrong is said. Answers whether it was done. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    notifyError(error);
    return false;
  }
}
