import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Simulators, startSimulators } from './start.ts';

let folder: string;
let sim: Simulators;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rushes-sim-cloudinary-'));
  sim = await startSimulators({ speed: 0, stateFile: join(folder, 'state.json') });
});
afterEach(async () => {
  await sim.close();
  rmSync(folder, { recursive: true, force: true });
});

type Fields = Record<string, string>;
const now = () => Math.floor(Date.now() / 1_000);
const sign = (text: string, algorithm = 'sha1') => createHash(algorithm).update(text).digest('hex');

async function post(what: string, fields: Fields, more: { file?: Buffer; headers?: Fields } = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (more.file) form.append('file', new Blob([new Uint8Array(more.file)]), 'file');
  const url = `${sim.urls.cloudinary}/v1_1/demo/${what}`;
  const answer = await fetch(url, { method: 'POST', body: form, headers: more.headers ?? {} });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
const tree = async () => (await fetch(`${sim.urls.control}/cloudinary`)).json();

it('takes what is signed as Cloudinary has it, and says what was to be signed where it is not', async () => {
  const timestamp = String(now());
  const fields = {
    public_id: 'a/b.txt',
    tags: 'x&y',
    timestamp,
    api_key: 'K',
    resource_type: 'raw',
    empty: '',
  };
  const toSign = `public_id=a/b.txt&tags=x%26y&timestamp=${timestamp}`;
  const file = Buffer.from('hello');
  for (const signature of [sign(`${toSign}demo-secret`), sign(`${toSign}demo-secret`, 'sha256')]) {
    expect((await post('raw/upload', { ...fields, signature }, { file })).status).toBe(200);
  }
  for (const signature of [sign(`${toSign}other`), sign(`${toSign.replace('%26', '&')}demo-secret`)]) {
    expect(await post('raw/upload', { ...fields, signature }, { file })).toEqual({
      status: 401,
      body: { error: { message: `Invalid Signature ${signature}. String to sign - '${toSign}'.` } },
    });
  }
  const said = async (more: Fields) =>
    ((await post('raw/upload', { ...fields, signature: 'x', ...more }, { file })).body.error as Fields)
      .message;
  expect(await said({ api_key: 'wrong' })).toBe('unknown api_key');
  expect(await said({ signature: '' })).toMatch(/unsigned upload/);
  const old = String(now() - 3_700);
  const stale = {
    timestamp: old,
    signature: sign(`public_id=a/b.txt&tags=x%26y&timestamp=${old}demo-secret`),
  };
  expect(await said(stale)).toMatch(/^Stale request - reported time is .* more than 1 hour ago$/);
});

function signed(fields: Fields): Fields {
  const all: Fields = { ...fields, timestamp: String(now()) };
  const text = Object.keys(all)
    .sort()
    .map((name) => `${name}=${all[name]}`)
    .join('&');
  return { ...all, api_key: 'K', signature: sign(`${text}demo-secret`) };
}

it('joins chunks that follow each other, and no others', async () => {
  const film = Buffer.alloc(11_000_000, 'film');
  film.write('\0\0\0 ftypisom', 'latin1');
  const send = (from: number, to: number, id: string) =>
    post('video/upload', signed({ public_id: 'film', eager: 'c_fill,so_0,w_320/jpg' }), {
      file: film.subarray(from, to + 1),
      headers: { 'x-unique-upload-id': id, 'content-range': `bytes ${from}-${to}/${film.length}` },
    });
  expect(await send(0, 5_999_999, 'one')).toMatchObject({ status: 200, body: { done: false } });
  expect(await send(7_000_000, 10_999_999, 'one')).toMatchObject({ status: 400 });
  expect(await send(0, 99, 'small')).toMatchObject({ status: 400 });
  expect(await tree()).toEqual([]);
  expect(await send(6_000_000, 10_999_999, 'one')).toMatchObject({
    status: 200,
    body: {
      public_id: 'film',
      format: 'mp4',
      bytes: 11_000_000,
      eager: [{ secure_url: expect.stringMatching(/\/video\/upload\/c_fill,so_0,w_320\/v\d+\/film\.jpg$/) }],
    },
  });
});

it('keeps what is stored over a restart, refuses what is no picture, and forgets what is destroyed', async () => {
  const file = Buffer.from('ffd8ffe000', 'hex');
  const name = signed({ public_id: 'u/final', asset_folder: 'u', overwrite: '1', upload_preset: 'p' });
  expect(await post('image/upload', name, { file })).toMatchObject({ status: 200, body: { format: 'jpg' } });
  expect(await post('image/upload', name, { file: Buffer.from('text') })).toMatchObject({ status: 400 });
  await sim.close();
  sim = await startSimulators({ speed: 0, stateFile: join(folder, 'state.json') });
  expect(await tree()).toEqual([
    {
      publicId: 'u/final',
      type: 'image',
      bytes: 5,
      sha256: createHash('sha256').update(file).digest('hex'),
      folder: 'u',
      preset: 'p',
    },
  ]);
  const link = `${sim.urls.cloudinary}/demo/image/upload/f_auto,q_auto/v1/u/final`;
  expect(Buffer.from(await (await fetch(link)).arrayBuffer())).toEqual(file);
  const gone = () => post('image/destroy', signed({ public_id: 'u/final', invalidate: '1' }));
  expect([(await gone()).body, (await gone()).body]).toEqual([{ result: 'ok' }, { result: 'not found' }]);
  expect([await tree(), (await fetch(link)).status]).toEqual([[], 404]);
});
