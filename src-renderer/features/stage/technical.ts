import type { Job } from '../../../src-shared/contract/shapes.ts';

/** Facts of a job that ended, one a line, for a report: no text and no file of the creator's. */
export function technicalOf({ id, workflow, state, error, attempts }: Job): string {
  const told = attempts.some((attempt) => attempt.error?.message === error?.message);
  const head = [
    [`job ${id}`, `workflow ${workflow}`, `state ${state}`],
    [error ? `code ${error.code}` : null, error?.field ? `field ${error.field}` : null],
    [error && !told ? `  ${error.code}: ${error.message}` : null],
  ];
  const tries = attempts.flatMap((attempt) => [
    [
      `attempt ${attempt.n}`,
      attempt.stage,
      attempt.state,
      attempt.provider,
      attempt.model,
      attempt.requestId ? `request ${attempt.requestId}` : null,
    ],
    [attempt.error ? `  ${attempt.error.code}: ${attempt.error.message}` : null],
    [attempt.draft ? `  draft ${attempt.draft}` : null],
  ]);
  return [...head, ...tries]
    .map((line) => line.filter((word) => word !== null).join(', '))
    .filter((line) => line !== '')
    .join('\n');
}
