import type { Group } from '../../stores/groups.ts';

export type Title = Exclude<Group, 'done'> | 'today' | 'earlier';

/** One line of the open drawer. */
export type Line =
  | { kind: 'title'; key: string; title: Title; count: number }
  | { kind: 'row'; key: string; group: Title }
  | { kind: 'older'; key: string };

type Ask = {
  groups: Readonly<Record<Group, readonly string[]>>;
  /** When an ended job was last changed, wall clock, ms. */
  endedAt(id: string): number;
  /** The beginning of this day, wall clock, ms. */
  todayMs: number;
  /** Whether there may be older jobs to load. */
  older: boolean;
};

/** The groups of the queue as one list; a group with nothing in it has no title. */
export function linesOf({ groups, endedAt, todayMs, older }: Ask): Line[] {
  const today = groups.done.filter((id) => endedAt(id) >= todayMs);
  const earlier = groups.done.slice(today.length);
  const parts: [Title, readonly string[]][] = [
    ['running', groups.running],
    ['waiting', groups.waiting],
    ['held', groups.held],
    ['today', today],
    ['earlier', earlier],
  ];
  const lines = parts.flatMap(([title, ids]): Line[] =>
    ids.length === 0
      ? []
      : [
          { kind: 'title', key: title, title, count: ids.length },
          ...ids.map((id): Line => ({ kind: 'row', key: id, group: title })),
        ],
  );
  return older ? [...lines, { kind: 'older', key: 'older' }] : lines;
}
