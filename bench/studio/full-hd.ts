import { execFileSync } from 'node:child_process';
import { linkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openRaw } from '../../src-main/engine/db/db.ts';
import { profileAt } from '../../src-main/engine/profile/profile.ts';
import { newFolder } from '../place.ts';

/** How many of the newest clips of a profile become 1080p. */
const clips = 60;

/** Five seconds of moving picture and a tone, 1080 x 1920, as providers give them. */
function filmed(): string {
  const file = join(newFolder('full-hd'), 'clip.mp4');
  const sources = ['testsrc2=size=1080x1920:rate=30:duration=5', 'sine=frequency=220:duration=5'];
  execFileSync('ffmpeg', [
    ...['-v', 'error', '-y'],
    ...sources.flatMap((source) => ['-f', 'lavfi', '-i', source]),
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-g', '60', '-pix_fmt', 'yuv420p'],
    ...['-c:a', 'aac', '-movflags', '+faststart', file],
  ]);
  return file;
}

/** Puts a 1080p clip in the place of the newest clips of a profile that nobody has open. */
export function giveFullHd(folder: string): void {
  const clip = filmed();
  const { database } = profileAt(folder);
  const db = openRaw(database);
  const found = db
    .prepare(
      `SELECT id, path FROM assets WHERE kind = 'video' AND take_id IS NOT NULL ORDER BY id DESC LIMIT ?`,
    )
    .all(clips) as { id: number; path: string }[];
  if (found.length < clips)
    throw new Error(`only ${found.length} clips in ${folder}: can this machine render video?`);
  const change = db.prepare(
    'UPDATE assets SET bytes = ?, width = 1080, height = 1920, duration_s = 5, fps = 30 WHERE id = ?',
  );
  for (const { id, path } of found) {
    const file = join(folder, 'assets', path);
    rmSync(file);
    linkSync(clip, file);
    change.run(statSync(clip).size, id);
  }
  db.close();
}
