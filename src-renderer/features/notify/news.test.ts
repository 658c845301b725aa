import { describe, expect, it } from 'vitest';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { aJob as anyJob } from '../../stores/sample.ts';
import { createWatch, type News, notesOf, sentenceOf } from './news.ts';

const aJob = (over: Partial<Job> = {}): Job =>
  anyJob({
    id: 'a',
    workflow: 'tts',
    state: 'processing',
    params: { text: 'Hello there' },
    price: { total: 100, preview: 20, final: 80, source: 'list', usd: null, usdRange: null },
    hold: { state: 'released', held: 0, captured: 0, refunded: 0, released: 100 },
    ...over,
  });
const kinds = (news: readonly News[]): string[] => news.map(({ kind, job }) => `${kind} ${job.id}`);

describe('the news of jobs', () => {
  it('does not count what was there at the first look', () => {
    const look = createWatch();
    expect(look([aJob({ state: 'preview_ready' }), aJob({ id: 'b', state: 'failed' })])).toEqual([]);
  });

  it('tells each change once', () => {
    const look = createWatch();
    look([aJob()]);
    expect(kinds(look([aJob({ state: 'preview_ready' })]))).toEqual(['preview_ready a']);
    expect(look([aJob({ state: 'preview_ready' })])).toEqual([]);
    expect(look([aJob({ state: 'generating_final' })])).toEqual([]);
    expect(kinds(look([aJob({ state: 'completed' })]))).toEqual(['final_done a']);
  });

  it('tells a decision and what comes of it', () => {
    const look = createWatch();
    look([aJob()]);
    expect(kinds(look([aJob({ waitingFor: 'decision' })]))).toEqual(['decision a']);
    expect(kinds(look([aJob({ state: 'failed' })]))).toEqual(['failed a']);
  });

  it.each(['key', 'balance', 'price', 'budget'] as const)('tells that a job waits for %s, once', (kind) => {
    const look = createWatch();
    look([aJob()]);
    expect(kinds(look([aJob({ waitingFor: kind })]))).toEqual([`${kind} a`]);
    expect(look([aJob({ waitingFor: kind })])).toEqual([]);
    expect(look([aJob()])).toEqual([]);
    expect(kinds(look([aJob({ waitingFor: kind })]))).toEqual([`${kind} a`]);
  });

  it('says once what one deed mends for all, and each price by itself', () => {
    const look = createWatch();
    look(['a', 'b', 'c', 'd'].map((id) => aJob({ id })));
    const both = look([aJob({ id: 'a', waitingFor: 'key' }), aJob({ id: 'b', waitingFor: 'key' })]);
    expect(kinds(both)).toEqual(['key a', 'key b']);
    expect(notesOf(both).map(({ title, body }) => `${title}: ${body}`)).toEqual([
      'Waits for a key: 2 jobs wait for a key',
    ]);
    expect(look([aJob({ id: 'c', waitingFor: 'key' })])).toEqual([]);
    expect(kinds(look([aJob({ id: 'c', waitingFor: 'price' })]))).toEqual(['price c']);
    expect(kinds(look([aJob({ id: 'd', waitingFor: 'price' })]))).toEqual(['price d']);
    look(['a', 'b'].map((id) => aJob({ id })));
    expect(kinds(look([aJob({ id: 'a', waitingFor: 'key' })]))).toEqual(['key a']);
  });

  it('is silent about what waits for the network, a rate or the queue, and about needs at the first look', () => {
    const look = createWatch();
    expect(look([aJob({ waitingFor: 'key' })])).toEqual([]);
    for (const waitingFor of ['network', 'rate', 'paused', 'checking'] as const)
      expect(look([aJob({ id: 'b', waitingFor })])).toEqual([]);
  });

  it('tells a retry that fails again', () => {
    const look = createWatch();
    look([aJob({ state: 'failed' })]);
    look([aJob({ state: 'queued' })]);
    expect(kinds(look([aJob({ state: 'failed' })]))).toEqual(['failed a']);
  });

  it('does not tell a job that comes out of the history', () => {
    const look = createWatch();
    look([]);
    expect(look([aJob({ state: 'completed' })])).toEqual([]);
  });

  it('tells a new job whose first word is its preview', () => {
    const look = createWatch();
    look([]);
    expect(kinds(look([aJob({ state: 'preview_ready' })]))).toEqual(['preview_ready a']);
  });
});

describe('the sentence', () => {
  it('names one job, and what it was charged where it failed', () => {
    expect(sentenceOf([{ kind: 'preview_ready', job: aJob() }])).toBe('Preview ready: Hello there');
    expect(sentenceOf([{ kind: 'failed', job: aJob({ state: 'failed' }) }])).toBe(
      'Failed, not charged: Hello there',
    );
  });

  it('counts several of a kind, the most urgent kind first', () => {
    const job = aJob({ state: 'failed' });
    expect(
      sentenceOf([
        { kind: 'preview_ready', job },
        { kind: 'preview_ready', job },
        { kind: 'failed', job },
      ]),
    ).toBe('Failed, not charged: Hello there. 2 previews ready');
  });

  it('shortens a long text', () => {
    const job = aJob({ params: { text: `${'word '.repeat(100)}` } });
    expect(sentenceOf([{ kind: 'final_done', job }]).length).toBeLessThan(100);
  });
});
