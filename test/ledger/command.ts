import fc from 'fast-check';

/** One thing that can happen, as data: `pick` and the like choose among what is there when its turn comes. */
export type Command =
  | {
      do: 'create';
      price: number;
      count: number;
      review: 'auto' | 'hold';
      key: number | null;
      workflow: 'chat' | 'tts' | 'priced';
    }
  | { do: 'claim'; provider: 'fal' | 'openrouter' }
  | { do: 'attempt'; pick: number; what: (typeof attemptMoves)[number] }
  | { do: 'approve' | 'reject' | 'cancel' | 'retry' | 'refund'; pick: number }
  | { do: 'resolve'; pick: number; decision: 'found' | 'not_run' | 'pay_again' }
  | { do: 'grant'; amount: number; key: number }
  | { do: 'wake' | 'recover' };

const attemptMoves = ['accepted', 'stored', 'fail', 'fail_again', 'lost', 'give_up'] as const;

const pick = fc.nat({ max: 11 });
const wish = {
  price: fc.constantFrom(1, 1, 2, 3, 7, 50, 99, 150, 200, 333),
  count: fc.constantFrom(1, 1, 1, 2, 3),
  review: fc.constantFrom('auto' as const, 'hold' as const),
  key: fc.option(fc.nat({ max: 3 }), { freq: 2 }),
  workflow: fc.constantFrom('chat' as const, 'tts' as const, 'priced' as const, 'priced' as const),
};

export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('create' as const), ...wish }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      provider: fc.constantFrom('fal' as const, 'fal' as const, 'openrouter' as const),
    }),
  },
  {
    weight: 13,
    arbitrary: fc.record({
      do: fc.constant('attempt' as const),
      pick,
      what: fc.constantFrom(...attemptMoves, 'stored' as const, 'stored' as const),
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constantFrom('approve' as const, 'reject', 'cancel', 'retry', 'retry', 'refund'),
      pick,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('resolve' as const),
      pick,
      decision: fc.constantFrom('found' as const, 'not_run', 'pay_again'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('grant' as const),
      amount: fc.constantFrom(1, 7, 100, 200),
      key: fc.nat({ max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('wake' as const, 'recover') }) },
);
