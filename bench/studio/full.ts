import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createStudio, type Studio } from '../../e2e/process.ts';
import type { Client } from '../../src-main/api/client.ts';
import { root } from '../place.ts';
import { beside } from './chrome.ts';
import { giveFullHd } from './full-hd.ts';

/** A studio with 10,000 takes; one for all figures that want it. */
const takes = 10_000;

export type Full = { studio: Studio; client: Client; close(): Promise<void> };
let full: Promise<Full> | null = null;

export function fullStudio(): Promise<Full> {
  full ??= open();
  return full;
}

export async function closeFullStudio(): Promise<void> {
  await (await full)?.close();
  full = null;
}

async function open(): Promise<Full> {
  const studio = createStudio({
    prepare(home) {
      const args = [join(root, 'bench/seed.ts'), '--takes', `${takes}`, '--home', home, '--demo'];
      execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
      giveFullHd(join(home, 'demo'));
    },
  });
  await studio.start();
  const { client, close } = await beside(studio);
  return {
    studio,
    client,
    async close() {
      close();
      await studio.stop();
    },
  };
}
