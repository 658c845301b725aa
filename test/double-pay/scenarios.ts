import { MODES } from '../../simulators/faults.ts';
import { chooser } from '../../simulators/seeded.ts';
import type { Kill } from './child.ts';
import type { Person } from './run-plan.ts';

/** What a run is put through: every fault that the simulators know of a call that a chat or a speech makes. */
export type Scenario = {
  name: string;
  workflow: 'chat' | 'tts';
  fault: ({ call: string; mode: string } & Record<string, unknown>) | null;
  person: Person;
  /** Another fault, without which the first would not be met: a request is looked for only when it was lost. */
  before: { call: string; mode: string } | null;
  /** Factor on the provider's times: 0 answers at once. */
  speed: number;
  /** True where an answer must be waited out, so that waits are short. */
  silent: boolean;
};
export type Run = Scenario & { kills: Kill[] };

const nobody: Person = { cancelAt: null, retries: false, decides: null };
const scenario = (workflow: Scenario['workflow'], more: Partial<Scenario>): Scenario => {
  const { fault = null } = more;
  const words = [fault ? `${fault.call} ${fault.mode}` : 'no fault', ...extrasOf(fault)];
  return {
    name: words.join(' '),
    workflow,
    fault,
    before: null,
    person: nobody,
    speed: 0,
    silent: false,
    ...more,
  };
};
const extrasOf = (fault: Scenario['fault']): string[] =>
  Object.entries(fault ?? {})
    .filter(([key]) => !['call', 'mode'].includes(key))
    .map(([key, value]) => `${key}=${String(value)}`);

const providers = { chat: 'openrouter', tts: 'fal' } as const;
/** A speech sends nothing up; its inputs are text. */
const unused = ['upload'];
const lost = {
  chat: { call: 'chat', mode: 'accept-then-504' },
  tts: { call: 'submit', mode: 'accept-then-reset' },
} as const;
const silentModes = ['never-answer', 'stalled-stream'];
/** The same fault more often, or in another shape. */
const variants: Record<string, Record<string, unknown>[]> = {
  '429': [{ times: 3, retryAfter: 0 }],
  '503-json': [{ times: 3, retryAfter: 0 }],
  '402-in-flight': [{ times: 3, retryAfter: 0 }],
  slow: [{ ms: 3_000 }],
  failed: [{ error_type: 'content_policy_violation' }, { error_type: 'client_cancelled' }, { times: 4 }],
  empty: [{ variant: 'length' }, { times: 4 }],
  'wrong-length': [{ fraction: 2 }],
  'wrong-type': [{ variant: 'text' }, { variant: 'disguised' }],
  'accept-then-reset': [{ times: 4 }],
  'accept-then-504': [{ times: 4 }],
};

function faultsOf(workflow: Scenario['workflow']): Scenario[] {
  return Object.entries<readonly string[]>(MODES[providers[workflow]]).flatMap(([call, modes]) =>
    unused.includes(call)
      ? []
      : modes.flatMap((mode) => {
          const usual =
            mode === 'slow' ? { ms: 300 } : ['429', '503-json'].includes(mode) ? { retryAfter: 0 } : {};
          return [usual, ...(variants[mode] ?? [])].map((more) =>
            scenario(workflow, {
              fault: { call, mode, ...more },
              silent: silentModes.includes(mode) || ('ms' in more && Number(more.ms) > 1_000),
              ...(call === 'lookup' ? { before: lost[workflow] } : {}),
              // A request that is to be cancelled must not be over at once.
              ...(call === 'cancel'
                ? { speed: 1, person: { ...nobody, cancelAt: { stage: 'preview', attempt: 'running' } } }
                : {}),
            }),
          );
        }),
  );
}

/** What people do meanwhile. */
function peopleOf(workflow: Scenario['workflow']): Scenario[] {
  const paid = workflow === 'chat' ? 'chat' : 'submit';
  const does = (name: string, person: Partial<Person>, more: Partial<Scenario> = {}): Scenario => ({
    ...scenario(workflow, { ...more, person: { ...nobody, ...person } }),
    name: `${more.fault ? `${more.fault.call} ${more.fault.mode}, ` : ''}${name}`,
  });
  const stages = ['preview', 'final'] as const;
  return [
    ...stages.flatMap((stage) =>
      (['submitting', 'running'] as const).map((attempt) =>
        does(`cancels a ${stage} that is ${attempt}`, { cancelAt: { stage, attempt } }, { speed: 0.5 }),
      ),
    ),
    // A chat goes on to its final by itself.
    ...(workflow === 'tts' ? [does('cancels at the preview', { cancelAt: 'preview_ready' })] : []),
    does(
      'cancels while the answer is lost',
      { cancelAt: { stage: 'preview', attempt: 'submitting' } },
      { fault: { call: paid, mode: 'accept-then-reset' } },
    ),
    does('pays again', { decides: 'pay_again' }, { fault: { call: paid, mode: 'reset' } }),
    does('says not run', { decides: 'not_run' }, { fault: { call: paid, mode: 'reset' } }),
    ...['422', '404-gone', workflow === 'chat' ? 'stream-cut' : 'failed'].map((mode) =>
      does('retries', { retries: true }, { fault: { call: paid, mode, times: mode === 'failed' ? 3 : 1 } }),
    ),
  ];
}

export const workflowNames = ['chat', 'tts'] as const;
export const allScenarios = (): Scenario[] =>
  workflowNames.flatMap((w) => [scenario(w, {}), ...faultsOf(w), ...peopleOf(w)]);

/** Syncs of a whole life with room to spare: those beyond its end kill nothing, and the run is one without a kill. */
const lifeSyncs = { main: 24, pool: 9 } as const;
/** Lines that a child prints in a usual life. */
const lifeLines = 16;

type Point = { thread: 'main' | 'pool'; n: number };
const points: Point[] = [
  ...Array.from({ length: lifeSyncs.main }, (_, i): Point => ({ thread: 'main', n: i + 1 })),
  ...Array.from({ length: lifeSyncs.pool }, (_, i): Point => ({ thread: 'pool', n: i + 1 })),
];
const killAt = (at: number, strace: boolean): Kill => {
  const point = points[Math.min(points.length - 1, Math.floor(at * points.length))]!;
  return strace ? { at: 'fsync', ...point } : { at: 'line', n: 1 + Math.floor(at * lifeLines) };
};

/** Every scenario without a kill and with `spread` kills over its life, one after acceptance, some with two; and every sync of a life without a fault. */
export function allRuns(seed: string, strace: boolean, spread = 3): Run[] {
  const choose = chooser(seed);
  const fraction = (): number => choose([0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95]);
  const runs: Run[] = [];
  for (const one of allScenarios()) {
    runs.push({ ...one, kills: [] });
    for (let i = 0; i < spread; i++)
      runs.push({ ...one, kills: [killAt((i + fraction()) / spread, strace)] });
    if (one.fault === null || one.fault.call === 'chat' || one.fault.call === 'submit') {
      runs.push({ ...one, kills: [{ at: 'accepted', n: choose([1, 2]) }] });
      runs.push({ ...one, kills: [killAt(0.3 + 0.7 * fraction(), strace), killAt(fraction(), strace)] });
    }
  }
  for (const w of workflowNames) {
    const every: Kill[] = strace
      ? points.map((point) => ({ at: 'fsync', ...point }))
      : Array.from({ length: lifeLines }, (_, i) => ({ at: 'line', n: i + 1 }));
    runs.push(...every.map((kill) => ({ ...scenario(w, {}), kills: [kill] })));
  }
  return runs;
}

/** `n` runs by the seed, in an order of its own, as many of either workflow. */
export function sample(runs: readonly Run[], n: number, seed: string): Run[] {
  const choose = chooser(`${seed} sample`);
  const left = {
    chat: runs.filter((r) => r.workflow === 'chat'),
    tts: runs.filter((r) => r.workflow === 'tts'),
  };
  return Array.from({ length: n }, (_, i) => {
    const pile = left[workflowNames[i % 2]!];
    const at = choose(pile.map((_run, k) => k) as [number, ...number[]]);
    return pile.splice(at, 1)[0]!;
  });
}

export const nameOf = (run: Run): string =>
  `${run.workflow}, ${run.name}, ${run.kills.length === 0 ? 'no kill' : run.kills.map(killName).join(' and ')}`;
const killName = (kill: Kill): string =>
  `killed at ${kill.at}${kill.at === 'fsync' ? ` of ${kill.thread}` : ''} ${kill.n}`;
