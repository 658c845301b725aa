import { spawn } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { startSimulators } from '../../simulators/start.ts';
import { openRaw } from '../../src-main/engine/db/db.ts';
import { bundled } from '../bundle.ts';
import { filled } from '../fill.ts';
import { atMost, type Figure, type Line, median, ratios, told } from '../measure.ts';
import { root } from '../place.ts';

const million = 1_000_000;
const pairs = 10;

const report = z.object({ at: z.number(), openedAt: z.number(), rssMb: z.number() });

/** Wall-clock milliseconds from the spawn to what the program reports. */
function start(args: readonly string[], env: Record<string, string>) {
  const begun = performance.timeOrigin + performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
  return new Promise<{ ms: number; openMs: number; rssMb: number }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0 || said === '')
        return reject(new Error(`${args.join(' ')} ended with ${code}: ${said}`));
      const { at, openedAt, rssMb } = report.parse(JSON.parse(said));
      resolve({ ms: at - begun, openMs: openedAt - begun, rssMb });
    });
  });
}

/** Takes back what a start claimed, so that every start finds the same database, its log written home. */
function rewind(database: string): void {
  const db = openRaw(database);
  db.exec(`DELETE FROM attempts WHERE id > (SELECT COALESCE(MAX(id), 0) FROM attempts WHERE state = 'succeeded');
    UPDATE jobs SET state = 'queued', claimable = 1, error = NULL WHERE state = 'processing'`);
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** From the start of the process to the first claim on disk, beside the least that any program would need for it. */
async function* starting(): AsyncIterable<Line> {
  const folder = filled({ finished: million, queued: 1_000 });
  const database = join(folder, 'rushes.db');
  const out = await bundled({
    engine: 'bench/programs/engine.ts',
    bare: 'bench/programs/bare.ts',
  });
  const simulators = await startSimulators({ speed: 0 });
  const env = {
    OPENROUTER_API_KEY: 'sk-or-v1-key-of-the-bench',
    RUSHES_OPENROUTER_URL: simulators.urls.openrouter,
    RUSHES_FAL_URL: simulators.urls.fal,
  };
  const boot = join(root, 'bench/programs/boot.mjs');
  const opened: number[] = [];
  const resident: number[] = [];
  const engine = async (...how: string[]): Promise<number> => {
    rewind(database);
    const { ms, openMs, rssMb } = await start([boot, folder, join(out, 'engine.mjs'), ...how], env);
    opened.push(openMs);
    resident.push(rssMb);
    return ms;
  };
  const bare = async (): Promise<number> => {
    rewind(database);
    return (await start([join(out, 'bare.mjs'), database], {})).ms;
  };
  try {
    const alone = await ratios(() => engine('alone'), bare, pairs / 5);
    yield atMost(1.5, { figure: 'start', runs: alone.ratios });
    yield told('start ms', alone.ours);
    yield told('start of the least program ms', alone.theirs);
    yield told('start until the profile is open ms', [median(opened)]);
    yield told('resident at the first claim MB', [median(resident)]);
    // The least program asks no network, so this one has no goal: here the provider is asked before the claim.
    const loopback = await ratios(() => engine(), bare, pairs / 5);
    yield told('start, with a provider on loopback', loopback.ratios);
    yield told('start, with a provider on loopback, ms', loopback.ours);
  } finally {
    rewind(database);
    await simulators.close();
  }
}

export const starts: Figure[] = [{ name: 'start', run: starting }];
