import type { Books } from './books.ts';
import type { Rest } from './run-plan.ts';
import type { Run } from './scenarios.ts';

/** How a run has to end, as product.md and providers.md E have it: fault by fault, for a life without a kill. */
type End = 'completed' | 'failed' | 'cancelled' | 'checking' | 'decision';
type Ends = { usual: End; but?: Readonly<Partial<Record<End, readonly string[]>>> };

/** Answers to a submit that leave Rushes not knowing: `unknown`, whatever it finds out later. */
const losing: Record<Run['workflow'], readonly string[]> = {
  chat: [
    'reset',
    'html',
    'never-answer',
    'error-200',
    '503-bare',
    '500',
    '502',
    'accept-then-reset',
    'accept-then-504',
  ],
  tts: [
    ...['reset', 'html', 'never-answer', 'error-200', '503-bare', '500', '502', 'accept-then-reset'],
    ...['accept-then-504', 'half-json', 'no-request-id'],
  ],
};
/** Words of a provider after which a person has to mend something, and the job goes on. */
const mended: readonly string[] = ['401', '402-credits', '402-key-limit', '403-locked'];

const ends: Record<Run['workflow'], Partial<Record<string, Ends>>> = {
  chat: {
    chat: {
      usual: 'completed',
      but: {
        decision: losing.chat.filter((mode) => mode !== 'accept-then-504'),
        // Found by its id, but a chat cannot be fetched a second time.
        failed: [
          'accept-then-504',
          'half-json',
          'stalled-stream',
          'stream-cut',
          'end-without-finish',
          'stream-error',
          'content-filter',
          '403-moderation',
          '404-gone',
          '422',
        ],
      },
    },
    // What is asked about after a lost answer is not told: it stays unknown. Told, the chat is known to be broken.
    lookup: { usual: 'checking', but: { failed: ['slow'] } },
  },
  tts: {
    submit: {
      usual: 'completed',
      but: {
        checking: ['reset', 'html', 'error-200', '503-bare', '500', '502'],
        failed: ['404-gone', '422'],
      },
    },
    status: { usual: 'completed' },
    result: { usual: 'completed', but: { failed: ['404-gone', '422', 'expired', 'empty'] } },
    cancel: { usual: 'cancelled' },
    // What is no video is asked for again a few times before a result that was paid for is given up.
    download: { usual: 'completed', but: { failed: ['expired'] } },
    lookup: { usual: 'checking', but: { completed: ['slow'] } },
  },
};

function endOf(run: Run): End {
  const { fault, person, workflow } = run;
  if (person.cancelAt !== null) return 'cancelled';
  if (person.decides !== null) return person.decides === 'pay_again' ? 'completed' : 'failed';
  if (person.retries || !fault) return 'completed';
  const { mode, times } = fault;
  const paid = fault.call === 'chat' || fault.call === 'submit';
  // Three submits of a part, and no more; a model's own verdict is not asked for twice.
  if (paid && Number(times) > 2 && ['429', '503-json', '402-in-flight', 'empty', 'failed'].includes(mode))
    return 'failed';
  if (mode === 'failed') return fault.error_type || Number(times) > 2 ? 'failed' : 'completed';
  if (mode === 'slow' && run.silent) {
    if (workflow === 'chat' && fault.call === 'chat') return 'decision';
    if (fault.call === 'lookup') return 'checking';
  }
  const table = ends[workflow][fault.call];
  const found = Object.entries(table?.but ?? {}).find(([, modes]) => modes.includes(mode));
  return (found?.[0] as End | undefined) ?? table?.usual ?? 'completed';
}

export type Came = { rest: Rest | null; kills: number; resumed: boolean; books: Books };

/** What is odd about the end of a run. A kill may add ways to end; short waits may lose an answer on a slow machine. */
export function oddEnd(run: Run, { rest, kills, resumed, books }: Came): string[] {
  const end = rest?.waitingFor ?? rest?.state ?? 'no rest';
  const unsure = run.workflow === 'chat' ? ['decision', 'checking', 'failed'] : ['checking'];
  const allowed: string[] = [
    endOf(run),
    ...(kills > 0 ? ['completed'] : []),
    ...(kills > 0 || run.silent ? unsure : []),
  ];
  const odd = allowed.includes(end) ? [] : [`it ends ${end}, not ${allowed.join(' or ')}`];
  const { fault } = run;
  const alone = kills === 0 && !run.silent && fault !== null;
  if (!alone || (fault.call !== 'chat' && fault.call !== 'submit')) return odd;
  const lost = books.steps.some((s) => s.n === 1 && s.event === 'lost');
  const must = losing[run.workflow].includes(fault.mode) && run.person.cancelAt === null;
  if (must && !lost) odd.push('the answer was lost, but its attempt never was unknown');
  if (mended.includes(fault.mode) && !resumed) odd.push('it did not wait for a person');
  return odd;
}
