import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Content, createContent } from '../../src-main/adapters/content/content.ts';
import type { Served } from '../../src-main/adapters/content/media.ts';
import type { BeginUpload } from '../../src-main/adapters/content/upload.ts';
import { type FakeClock, fakeClock } from '../../src-main/adapters/system/fake-clock.ts';
import { type BrowserHost, startBrowserHost } from '../../src-main/hosts/browser/host.ts';
import type { SocketPort } from '../../src-main/hosts/browser/sockets.ts';
import { RushesError } from '../../src-shared/contract/errors.ts';
import type { Staged } from '../../src-shared/contract/shapes.ts';
import { type Page, signIn } from './pages.ts';

/** A browser host without an engine: a small page, two files, uploads that are only looked at, sockets that echo. */
export type TestHost = {
  folder: string;
  clock: FakeClock;
  host(): BrowserHost;
  port(): number;
  signIn(): Promise<Page>;
  /** What got as far as the engine: uploads by name and size, messages of sockets. Hostile requests leave it as it is. */
  reached: { uploads: string[]; messages: unknown[]; discarded: number };
  ports: SocketPort[];
  /** Every line that was logged. */
  logged: string[];
  media: Buffer;
  sha256: string;
  stop(): Promise<void>;
  start(content?: Content): Promise<void>;
  remove(): Promise<void>;
};

export const jobId = '1m84sfpww673abj8';
export const startedAt = Date.parse('2026-11-26T12:00:00Z');

/** Made of what a browser would like to run, if it were given as a page. */
const mediaText = '<script>alert(1)</script>'.repeat(400);

export async function startTestHost(): Promise<TestHost> {
  const folder = mkdtempSync(join(tmpdir(), 'rushes-host-'));
  const [rendererFolder, filesFolder] = [join(folder, 'renderer'), join(folder, 'assets')];
  const media = Buffer.from(mediaText);
  const sha256 = createHash('sha256').update(media).digest('hex');
  writeTree(folder, media);
  const served = (path: string, mime: string): Served => ({
    path: join(filesFolder, path),
    mime,
    sha256,
    name: path,
  });
  const content = createContent({
    rendererFolder,
    filesFolder,
    assetOf: (id) =>
      id === 1 ? served('take.mp4', 'video/mp4') : id === 2 ? served('gone.mp4', 'video/mp4') : null,
    stagedOf: (id) => (id === jobId ? served('take.mp4', 'image/svg+xml') : null),
    inputOf: (job, field) => (job === jobId && field === 'image' ? served('take.mp4', 'image/jpeg') : null),
  });
  const clock = fakeClock(startedAt);
  const reached: TestHost['reached'] = { uploads: [], messages: [], discarded: 0 };
  const ports: SocketPort[] = [];
  const logged: string[] = [];
  const log = (event: string, facts?: object): void =>
    void logged.push(`${event} ${JSON.stringify(facts ?? {})}`);
  let host: BrowserHost | null = null;
  const start = async (other?: Content): Promise<void> => {
    host = await startBrowserHost({
      folder,
      clock,
      log: { info: log, warn: log, error: log },
      content: other ?? content,
      stage: stageInto(reached),
      serve(port) {
        ports.push(port);
        port.on('message', (event) => {
          const { data } = event as { data: unknown };
          reached.messages.push(data);
          port.postMessage(data);
        });
      },
    });
  };
  const stop = async (): Promise<void> => {
    await host?.close();
    host = null;
  };
  const up = (): BrowserHost => {
    if (!host) throw new Error('the host is not up');
    return host;
  };
  await start();
  return {
    folder,
    clock,
    host: up,
    port: () => up().port,
    signIn: () => signIn(up().link(false)),
    reached,
    ports,
    logged,
    media,
    sha256,
    stop,
    start,
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeTree(folder: string, media: Buffer): void {
  mkdirSync(join(folder, 'renderer/static'), { recursive: true });
  mkdirSync(join(folder, 'assets'));
  mkdirSync(join(folder, 'assets-evil'));
  writeFileSync(join(folder, 'assets/take.mp4'), media);
  writeFileSync(join(folder, 'assets-evil/secret.mp4'), 'never served');
  writeFileSync(join(folder, 'secret.txt'), 'never served');
  writeFileSync(
    join(folder, 'renderer/index.html'),
    '<!doctype html><meta property="csp-nonce" nonce=""><script type="module" src="./static/main-abc.js"></script>',
  );
  writeFileSync(join(folder, 'renderer/static/main-abc.js'), 'globalThis.ran = true;\n');
  writeFileSync(join(folder, 'renderer/static/main-abc.js.map'), 'never served');
}

/** Refuses by name what a test wants refused. */
function stageInto(reached: TestHost['reached']): BeginUpload {
  return async ({ name, bytes }) => {
    let got = 0;
    return {
      async write(chunk) {
        got += chunk.length;
      },
      async commit(): Promise<Staged> {
        if (name === 'odd.gif')
          throw new RushesError('BAD_INPUT', { field: 'file', rule: 'a JPEG', found: 'a GIF' });
        if (name === 'full.jpg') throw new RushesError('DISK_FULL', { subject: '/home/somebody/profile' });
        if (name === 'broken.jpg') throw new Error(`at /home/somebody/secret.ts`);
        reached.uploads.push(`${name} ${got} of ${bytes}`);
        return {
          id: jobId,
          name,
          mime: 'image/jpeg',
          bytes: got,
          kind: 'image',
          width: 1,
          height: 1,
          durationS: null,
        };
      },
      async discard() {
        reached.discarded++;
      },
    };
  };
}
