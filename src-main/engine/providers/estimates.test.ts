import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scripted, wellBehaved } from '../../../test/ledger/scripted.ts';
import { claimNext, runThrough } from '../../../test/ledger/steps.ts';
import { engineOn, openFile, startMs } from '../../../test/ledger/world.ts';
import { fakeClock } from '../../adapters/system/fake-clock.ts';

test("a final approved offline is priced anew before its provider's gate opens", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rushes-estimates-'));
  const clock = fakeClock(startMs);
  let online = true;
  let usd = 10_000;
  let quotes = 0;
  const quote = async () => {
    quotes += 1;
    return online ? usd : null;
  };
  const fal = { ...scripted(wellBehaved).port, quote, reachable: async () => online };
  const engine = engineOn(openFile(join(folder, 'rushes.db')), { clock, providers: { fal } });
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) await clock.advance(0);
  };
  try {
    engine.write(() => {
      engine.ledger.grant(1_000, 'first', 'test');
      engine.settings.setLimits({ usdDay: 100 });
    });
    const input = { workflow: 'tts', params: { text: 'a'.repeat(100) } };
    await engine.learnPrices(input);
    const id = engine.write(() => engine.create.create(input))[0]?.id ?? '';
    const row = engine.write(() => claimNext(engine, 'fal'));
    if (!row) throw new Error('nothing was claimed');
    runThrough(engine, row);
    expect(engine.show(id)).toMatchObject({ state: 'preview_ready', price: { usd: 2, source: 'list' } });

    online = false;
    engine.gates.goOffline('fal');
    engine.act([id], () => engine.actions.approve([id]));
    const asked = quotes;
    await clock.advance(2 * 24 * 3_600_000);
    expect(engine.show(id)).toMatchObject({ state: 'generating_final', waitingFor: 'network' });
    expect(quotes).toBe(asked);

    usd = 20_000;
    online = true;
    await clock.advance(60_000);
    await settled();
    expect(quotes).toBeGreaterThan(asked);
    expect(engine.gates.blocked('fal')).toBeNull();
    expect(engine.show(id).waitingFor).toBe('price');
  } finally {
    engine.gates.stop();
    engine.db.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
