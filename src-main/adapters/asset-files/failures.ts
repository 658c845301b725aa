import { RushesError } from '../../../src-shared/contract/errors.ts';

/** The code of a system call that failed (`ENOSPC`), or the empty text. The runtime's own codes have a `_`. */
export function failureCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : '';
}

const fullCodes = ['ENOSPC', 'EDQUOT'];

/** Runs work on the disk below `root`; what goes wrong there leaves as `disk_full` or `DISK_FAILED`. */
export async function onDisk<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof RushesError) throw cause;
    const code = failureCode(cause);
    if (code === '') throw cause;
    if (fullCodes.includes(code)) throw new RushesError('disk_full', { subject: root }, { cause });
    throw new RushesError('DISK_FAILED', { subject: root, detail: code }, { cause });
  }
}
