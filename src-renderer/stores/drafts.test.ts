import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';

/** The stores are made for a browser: what they ask of it while they load is here. */
const entries = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => entries.get(key) ?? null,
  setItem: (key: string, text: string) => void entries.set(key, text),
});
entries.set('rushes.draft', 'tts');
entries.set('rushes.draft.tts', JSON.stringify({ values: { text: 'from before' } }));
const drafts = await import('./drafts.ts');
const { useNotices } = await import('./notices.ts');
const { useView } = await import('./view.ts');
const { useDrafts, draftOf, setValue, setCount, clearDraft } = drafts;
const compose = drafts.useInComposer;

const draft = (workflow: string) => draftOf(useDrafts.getState(), workflow);
const undoLast = (): void => useNotices.getState().notices.at(-1)?.action?.run();
const atStart = useDrafts.getState();

beforeEach(() => {
  useDrafts.setState({ drafts: {}, workflow: 'chat' });
  useNotices.setState({ notices: [] });
  useView.setState({ page: 'library', composerOpen: false });
});
afterAll(() => void vi.unstubAllGlobals());

describe('drafts', () => {
  test('begin with what was kept', () => {
    expect(atStart).toMatchObject({
      workflow: 'tts',
      drafts: { tts: { values: { text: 'from before' }, shown: {}, from: {}, count: 1, priority: 'normal' } },
    });
  });

  test('each workflow has its own; a value that is taken away is gone with its name', () => {
    setValue({ workflow: 'ugc_video', field: 'image' }, 'staged:A', 'a.png');
    setValue({ workflow: 'ugc_video', field: 'prompt' }, 'hi');
    setValue({ workflow: 'chat', field: 'prompt' }, 'other');
    expect(draft('ugc_video')).toMatchObject({
      values: { image: 'staged:A', prompt: 'hi' },
      shown: { image: 'a.png' },
    });
    setValue({ workflow: 'ugc_video', field: 'image' }, undefined);
    expect(draft('ugc_video')).toEqual({
      values: { prompt: 'hi' },
      shown: {},
      from: {},
      count: 1,
      priority: 'normal',
    });
    expect(draft('chat').values).toEqual({ prompt: 'other' });
  });

  test('a count stays between 1 and 8', () => {
    for (const [asked, is] of [
      [0, 1],
      [5, 5],
      [99, 8],
    ] as const) {
      setCount('tts', asked);
      expect(draft('tts').count).toBe(is);
    }
  });

  test('a cleared form comes back', () => {
    setValue({ workflow: 'tts', field: 'text' }, 'mine');
    clearDraft('tts');
    expect(draft('tts').values).toEqual({});
    undoLast();
    expect(draft('tts').values).toEqual({ text: 'mine' });
  });
});

describe('going on in the composer', () => {
  test('a text knows the take that it came from while it is rewritten, and not once it was cleared', () => {
    const at = { workflow: 'tts', field: 'text' };
    compose({ workflow: 'tts', values: { text: 'A hook.' }, from: { text: 'T1' } });
    setValue(at, 'A better hook.');
    setValue({ workflow: 'tts', field: 'voice' }, 'Aria');
    expect(draft('tts').from).toEqual({ text: 'T1' });
    setValue(at, '');
    setValue(at, 'Something else.');
    expect(draft('tts').from).toEqual({});
    compose({ workflow: 'tts', values: { text: 'A hook.' }, from: { text: 'T2' } });
    compose({ workflow: 'tts', values: { text: 'Of a script without one.' } });
    expect(draft('tts').from).toEqual({});
  });

  test('opens it on that workflow, and leaves what it was not given', () => {
    setValue({ workflow: 'ugc_video', field: 'prompt' }, 'friendly');
    compose({ workflow: 'ugc_video', values: { audio: 'take:T' }, shown: { audio: 'My script' } });
    expect(useView.getState()).toMatchObject({ page: 'studio', composerOpen: true });
    expect(useDrafts.getState().workflow).toBe('ugc_video');
    expect(draft('ugc_video')).toMatchObject({
      values: { prompt: 'friendly', audio: 'take:T' },
      shown: { audio: 'My script' },
    });
    expect(useNotices.getState().notices).toEqual([]);
  });

  test('another file does not keep the name of the one before', () => {
    setValue({ workflow: 'ugc_video', field: 'image' }, 'staged:A', 'a.png');
    compose({ workflow: 'ugc_video', values: { image: 'job:J' } });
    expect(draft('ugc_video')).toMatchObject({ values: { image: 'job:J' }, shown: {} });
  });

  test('what was typed is not lost where something takes its place', () => {
    setValue({ workflow: 'tts', field: 'text' }, 'a long evening of work');
    compose({ workflow: 'tts', values: { text: 'from a chat' } });
    expect(draft('tts').values.text).toBe('from a chat');
    undoLast();
    expect(draft('tts').values.text).toBe('a long evening of work');
  });

  test('a workflow that is not known changes nothing', () => {
    compose({ workflow: 'gone', values: { text: 'x' } });
    expect(useDrafts.getState()).toMatchObject({ workflow: 'chat', drafts: {} });
  });
});
