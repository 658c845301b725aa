import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { engineOn, noKeychain, openFile } from '../../../test/ledger/world.ts';
import { redact } from '../../adapters/log/redact.ts';
import { createKeys } from './keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'rushes-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const db = openFile(join(folder, 'rushes.db'));
const { settings, clock } = engineOn(db, { folder: join(folder, 'assets') });
const of = { profile: 'p', clock, found: () => undefined };

test('a key of several parts is known in each of them, and in what a header makes of them', () => {
  const [key, secret] = ['canary-key-4711', 'canary-secret-8f3a'];
  const whole = `cloudinary://${key}:${secret}@demo`;
  const given = { cloudinary: { key: whole, source: 'env' as const } };
  const keys = createKeys({ db, settings, keychain: noKeychain, given, ...of });
  const pair = Buffer.from(`${key}:${secret}`).toString('base64');
  for (const said of [whole, key, secret, `Basic ${pair}`, encodeURIComponent(whole)]) {
    const left = redact(`it said ${said}.`, keys.secrets());
    expect(left).toContain('[secret]');
    for (const form of [key, secret, pair])
      for (let at = 0; at + 8 <= form.length; at++) expect(left).not.toContain(form.slice(at, at + 8));
  }
});

test('a key that is only tried is hidden like one that is kept, and is not kept', () => {
  const keys = createKeys({ db, settings, keychain: noKeychain, given: {}, ...of });
  keys.hide('candidate-key-5150');
  expect(redact('refused candidate-key-5150', keys.secrets())).not.toContain('5150');
  expect([keys.has('fal'), keys.current('fal')]).toEqual([false, null]);
});
