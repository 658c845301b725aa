import { createKeychain } from '../../src-main/adapters/keychain/keychain.ts';
import { fromWire } from '../../src-shared/contract/from-wire.ts';
import { openInside } from '../profile/inside.ts';

/**
 * One start of an engine inside a D-Bus session: `node keyring-child.ts FOLDER STEP...`. Prints a line `SAID JSON` per
 * step. `lose` takes the key out of the keychain behind the engine's back; `held` tells what the adapter would send.
 */
const [folder = '', ...steps] = process.argv.slice(2);
const { client, running, stop } = await openInside(folder);
const { engine } = running;

async function step(name: string, key: string): Promise<unknown> {
  const fal = 'fal' as const;
  switch (name) {
    case 'status': {
      const { keychain, keys } = await client.keys.status();
      return { keychain, fal: keys.find((one) => one.provider === fal) };
    }
    case 'set':
      return client.keys.set({ provider: fal, key });
    case 'set-memory':
      return client.keys.set({ provider: fal, key, memory: true });
    case 'remove':
      return client.keys.remove({ provider: fal });
    case 'held':
      await engine.keys.load(fal);
      return engine.keys.current(fal) === key;
    case 'doctor':
      return (await client.app.doctor()).checks.find((check) => check.name === 'keychain');
    case 'lose':
    case 'replace': {
      const profile = JSON.parse(
        String(
          engine.db.sqlite.prepare(`SELECT value FROM settings WHERE key = 'fact.profile'`).pluck().get(),
        ),
      ) as string;
      const keychain = createKeychain();
      if (name === 'lose') await keychain.remove(`${profile}:${fal}`);
      else await keychain.set(`${profile}:${fal}`, key);
      return 'done';
    }
    default:
      throw new Error(`no step ${name}`);
  }
}

for (const line of steps) {
  const [name = '', key = ''] = line.split(' ');
  const said = await step(name, key).catch((error: unknown) => ({ refused: fromWire(error).code }));
  console.log(`SAID ${JSON.stringify(said)}`);
}
await stop();
