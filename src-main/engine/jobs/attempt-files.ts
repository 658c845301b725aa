import type { AttemptRow } from './store.ts';

/** Where the files of an attempt stand, relative to the profile's assets; product.md "Assets" gives the tree. */
const folderOf = (row: AttemptRow): string => `user_local/job_${row.job_id}/${row.stage}`;

/** Name of the nth file of an attempt's result, without its extension. */
export const fileOf = (row: AttemptRow, nth: number): string =>
  `${folderOf(row)}/${row.stage}-${row.n}${nth === 0 ? '' : `-${nth}`}`;

/** Where the text of a stream is kept as it comes in; a crash leaves it there. */
export const draftPath = (row: AttemptRow): string => `${folderOf(row)}/${row.stage}-${row.n}.draft.txt`;
