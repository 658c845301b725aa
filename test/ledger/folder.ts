import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that goes when the test ends. `quick`: in memory where there is such a disk, for tests that are not about syncs. */
export function temporaryFolder(kind: 'quick' | 'disk' = 'disk'): string {
  const folder = mkdtempSync(join(kind === 'quick' ? memory() : tmpdir(), 'rushes-ledger-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function memory(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}
