import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { createMedia } from '../../src-main/adapters/media/media.ts';
import { startProgram } from '../../src-main/adapters/system/program.ts';
import type { MediaPort } from '../../src-main/ports/media.ts';
import { bundled } from '../bundle.ts';
import { atMost, type Figure, type Line, ratios, told } from '../measure.ts';
import { newFolder } from '../place.ts';

const never = new AbortController().signal;
const quiet = ['-v', 'error', '-nostdin', '-y'];

function ffmpegNow(...args: string[]): void {
  const { status, error } = spawnSync('ffmpeg', [...quiet, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw error ?? new Error(`ffmpeg ended with ${status}: apt-get install ffmpeg`);
}

/** Milliseconds of a run of the ffmpeg program, its start with it. */
function theirs(args: readonly string[]): Promise<number> {
  const at = performance.now();
  const child = spawn('ffmpeg', [...quiet, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(performance.now() - at);
      else reject(new Error(`ffmpeg ended with ${code}`));
    });
  });
}

function writeClip(path: string, size: string, seconds: number): string {
  ffmpegNow(
    ...[
      '-f',
      'lavfi',
      '-i',
      `testsrc2=s=${size}:r=24:d=${seconds}`,
      '-f',
      'lavfi',
      '-i',
      `sine=d=${seconds}`,
    ],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-shortest', path],
  );
  return path;
}

type Pair = { name: string; ours(media: MediaPort): Promise<unknown>; theirs: readonly string[] };

/** The same work by ours and by the command that does it, with the same encoder settings. */
function pairsIn(folder: string): Pair[] {
  const at = (name: string): string => join(folder, name);
  const wide = writeClip(at('wide.mp4'), '1920x1080', 4);
  const clip = writeClip(at('clip.mp4'), '1280x720', 8);
  const parts = [1, 2, 3, 4].map((n) => writeClip(at(`part${n}.mp4`), '1280x720', 30));
  ffmpegNow('-f', 'lavfi', '-i', 'sine=d=120', at('voice.mp3'));
  writeFileSync(at('list'), parts.map((path) => `file '${path}'\n`).join(''));
  const keep = { frame: null, fps: null };
  const encoded = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-c:a', 'aac', '-b:a', '128k'];
  return [
    {
      name: 'thumbnail of a 1080p clip',
      ours: (media) => media.thumbnail({ from: wide, to: at('ours.jpg'), atS: 0.5, width: 640 }, never),
      theirs: [
        '-ss',
        '0.5',
        '-i',
        wide,
        '-frames:v',
        '1',
        '-vf',
        'scale=640:-2',
        '-q:v',
        '4',
        at('theirs.jpg'),
      ],
    },
    {
      name: 'exact trim of a 720p clip to 6 s',
      ours: (media) =>
        media.clip({ ...keep, from: clip, to: at('ours.mp4'), seconds: 6, sound: true }, never),
      theirs: ['-i', clip, '-t', '6', ...encoded, at('theirs.mp4')],
    },
    {
      name: 'join of 4 x 30 s under one voice',
      ours: (media) => {
        const job = { ...keep, parts: parts.map((from) => ({ from, seconds: 30 })), to: at('ours.mp4') };
        return media.join({ ...job, voice: at('voice.mp3') }, never);
      },
      theirs: [
        ...[
          '-f',
          'concat',
          '-safe',
          '0',
          '-i',
          at('list'),
          '-i',
          at('voice.mp3'),
          '-map',
          '0:v',
          '-map',
          '1:a',
        ],
        ...['-c:v', 'copy', '-c:a', 'aac', '-b:a', '128k', '-t', '120', at('theirs.mp4')],
      ],
    },
  ];
}

/** Work on media beside the ffmpeg program, each with the start of its process. Goal: 1.3 times as long. */
async function* besideFfmpeg(): AsyncIterable<Line> {
  const out = await bundled({
    media: 'src-main/adapters/media/child.ts',
    port: 'src-main/adapters/media/media.ts',
  });
  const program = (await import(pathToFileURL(join(out, 'port.mjs')).href)) as {
    createMedia: typeof createMedia;
  };
  for (const pair of pairsIn(newFolder('media'))) {
    const ours = async (): Promise<number> => {
      const at = performance.now();
      const media = program.createMedia({ startProgram });
      await pair.ours(media);
      const ms = performance.now() - at;
      await media.stop();
      return ms;
    };
    const found = await ratios(ours, () => theirs(pair.theirs), 2);
    yield atMost(1.3, { figure: `${pair.name}: times the ffmpeg program`, runs: found.ratios });
    yield told(`${pair.name}, ms`, found.ours);
    yield told(`${pair.name}, by the ffmpeg program, ms`, found.theirs);
  }
}

export const mediaWork: readonly Figure[] = [{ name: 'media', run: besideFfmpeg }];
