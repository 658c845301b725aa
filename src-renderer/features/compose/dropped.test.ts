import { describe, expect, test } from 'vitest';
import { tts } from '../../../src-shared/workflows/tts.ts';
import { ugcVideo } from '../../../src-shared/workflows/ugc-video.ts';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { kindOf, lengthWord, placesFor, refusalOf } from './dropped.ts';

const file = (name: string, type = '', size = 1_000) => ({ name, type, size });

describe('dropped files', () => {
  test('one of each kind finds its field, the rest is counted', () => {
    const files = [
      file('notes.txt', 'text/plain'),
      ...Array.from({ length: 8 }, (_, i) => file(`${i}.png`, 'image/png')),
      file('voice.ogg'),
    ];
    const { places, left } = placesFor(ugcVideo as Workflow, files);
    expect(places.map((place) => [place.field, place.file.name])).toEqual([
      ['image', '0.png'],
      ['audio', 'voice.ogg'],
    ]);
    expect(left).toBe(8);
  });

  test('a workflow without files takes none', () => {
    expect(placesFor(tts as Workflow, [file('a.png', 'image/png')])).toEqual({ places: [], left: 1 });
  });

  test('what the browser does not know is told by its name', () => {
    expect([kindOf(file('A.AVIF')), kindOf(file('b.m4a')), kindOf(file('c.zip', 'application/zip'))]).toEqual(
      ['image', 'audio', null],
    );
  });

  test('what is no use is refused before it is read', () => {
    expect(refusalOf(file('a.zip'), 'image')).toContain('a.zip is no picture');
    expect(refusalOf(file('a.png', 'image/png', 0), 'image')).toBe('a.png is empty.');
    expect(refusalOf(file('a.png', 'image/png', 90 * 1024 ** 2), 'image')).toBe(
      'a.png has 94 MB; 64 MB at most.',
    );
    expect(refusalOf(file('a.mp3', 'audio/mpeg', 90 * 1024 ** 2), 'audio')).toBeNull();
  });

  test('lengths', () => {
    expect([lengthWord(0.84), lengthWord(12.4), lengthWord(65)]).toEqual(['0.8 s', '0:12', '1:05']);
  });
});
