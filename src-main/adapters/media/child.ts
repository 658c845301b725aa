import './jitless.ts';
import { rm } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { RushesError } from '../../../src-shared/contract/errors.ts';
import { clip } from './clip.ts';
import { createCodecs, whyNotIn } from './codecs.ts';
import { join } from './join.ts';
import { look } from './look.ts';
import { type Reply, type Request, request } from './messages.ts';
import { parent } from './parent.ts';
import { makePicture } from './picture.ts';
import { isDiskFull } from './refusal.ts';
import { listen, makePeaks, makeVoice } from './sound.ts';
import { limitMemory } from './still-wanted.ts';
import { makeThumbnail } from './thumbnail.ts';

/**
 * The media process: does one piece of work at a time and says what came of it. Arguments: `own` or `none` (codecs),
 * megabytes of memory, a folder that may hold codecs; or `try` and such a folder, to load its codecs and end. It ends with its parent,
 * and whatever nobody catches ends it: the other side takes that for the end of the work.
 */
const [native = 'own', memory = '', folder] = process.argv.slice(2);
if (native === 'try') {
  const why = whyNotIn(memory);
  // A pipe may take a moment, on Windows.
  process.stderr.write(why ?? '', () => process.exit(why === null ? 0 : 1));
}
const codecs = createCodecs({ native: native === 'none' ? 'none' : 'own', folder: folder ?? null });
limitMemory(Number(memory) || Number.POSITIVE_INFINITY);

process.on('unhandledRejection', (reason) => {
  process.stderr.write(`${reason instanceof Error ? reason.stack : String(reason)}\n`);
  process.exit(1);
});

const { say: tell, hear } = parent();
const say = (reply: Reply): Promise<void> => tell(reply);
const lengthy = (seconds: number): Promise<void> => say({ kind: 'length', seconds });

async function work(asked: Request): Promise<unknown> {
  const get = codecs.get;
  switch (asked.operation) {
    case 'codecs':
      return codecs.present();
    case 'probe':
      return look(asked.job.from);
    case 'listen':
      return listen(get, asked.job.from, lengthy);
    case 'picture':
      return makePicture(asked.job);
    case 'thumbnail':
      return makeThumbnail(get, asked.job);
    case 'peaks':
      return makePeaks(get, asked.job, lengthy);
    case 'voice':
      return makeVoice(get, asked.job, lengthy);
    case 'clip':
      return clip(get, asked.job, lengthy);
    case 'join':
      return join(get, asked.job, lengthy);
  }
}

function told(error: unknown): Reply {
  if (error instanceof RushesError) {
    const { code, facts } = error;
    const known = code === 'media_refused' || code === 'media_missing' || code === 'disk_full';
    const { rule, found, subject, detail } = facts;
    return { kind: 'failed', code: known ? code : 'media_failed', facts: { rule, found, subject, detail } };
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (isDiskFull(error)) return { kind: 'failed', code: 'disk_full', facts: {} };
  const detail = error instanceof Error ? `${error.name} ${code}`.trim() : 'it failed';
  return { kind: 'failed', code: 'media_failed', facts: { detail } };
}

hear((message) => {
  const asked = request.safeParse(message);
  if (!asked.success) {
    void say({ kind: 'failed', code: 'media_failed', facts: { detail: 'a request that is not known' } });
    return;
  }
  void work(asked.data).then(
    (result) => say({ kind: 'done', result }),
    async (error: unknown) => {
      // What is half made is of no use to anybody.
      if ('job' in asked.data && 'to' in asked.data.job) await rm(asked.data.job.to, { force: true });
      // A reader that fails on a damaged file may fail a second time, where nobody catches it: that ends this work, not the next.
      await setImmediate();
      await say(told(error));
    },
  );
});
