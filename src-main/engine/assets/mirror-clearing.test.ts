import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../test/ledger/folder.ts';
import { openFile } from '../../../test/ledger/world.ts';
import type { RemoveOutcome } from '../../ports/mirror.ts';
import { clearMirror } from './mirror-clearing.ts';

const refused: RemoveOutcome = { kind: 'refused', error: { code: 'input_refused' } };
const busy: RemoveOutcome = {
  kind: 'later',
  error: { code: 'provider_busy' },
  retryAfterMs: null,
  offline: false,
};

function scene(answers: Partial<Record<string, RemoveOutcome>>) {
  const db = openFile(join(temporaryFolder('quick'), 'rushes.db'));
  onTestFinished(() => db.close());
  for (const path of ['a', 'b', 'c']) {
    db.sql(
      `INSERT INTO mirrors (path, public_id, mime, url, delivery_url, unwanted, at) VALUES (?, ?, 'video/mp4', '', '', 1, 0)`,
    ).run(path, path);
  }
  const asked: string[] = [];
  let now = 1;
  const look = () =>
    clearMirror(
      {
        db,
        log: { info: () => undefined, warn: () => undefined, error: () => undefined },
        mirror: {
          async remove({ publicId }) {
            asked.push(publicId);
            return answers[publicId] ?? { kind: 'gone' };
          },
        },
        now: () => now++,
        write: db.write,
      },
      new AbortController().signal,
    );
  return { asked, look, answers };
}

test('a file that is refused is passed by, and tried again with the next look', async () => {
  const { asked, look, answers } = scene({ a: refused });
  expect(await look()).toBe(2);
  expect(asked).toEqual(['a', 'b', 'c']);
  expect(await look()).toBe(0);
  delete answers.a;
  expect(await look()).toBe(1);
  expect(asked).toEqual(['a', 'b', 'c', 'a', 'a']);
});

test("trouble that is not one file's ends the look; the next one begins with another file", async () => {
  const { asked, look } = scene({ a: busy });
  expect(await look()).toBe(0);
  expect(asked).toEqual(['a']);
  expect(await look()).toBe(2);
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});
