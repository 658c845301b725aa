import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { aJob } from '../../stores/sample.ts';

/** The stores are made for a browser: what they ask of it while they load is here. */
vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
afterAll(() => void vi.unstubAllGlobals());
const { createToast } = await import('./toast.ts');
const { dismiss, notify, useNotices } = await import('../../stores/notices.ts');
const { useView } = await import('../../stores/view.ts');

const news = (id: string, kind: 'failed' | 'preview_ready') => ({
  kind,
  job: aJob({ id, workflow: 'tts', params: { text: `Text ${id}` }, state: kind }),
});
const texts = (): string[] => useNotices.getState().notices.map(({ text }) => text);

beforeEach(() => {
  useNotices.setState({ notices: [] });
  useView.setState({ page: 'spend', job: null });
});

test('one toast for many at once, and what comes while it is read joins it', () => {
  const toast = createToast();
  notify({ text: 'Take removed', action: { label: 'Undo', run: () => undefined } });
  toast([news('a', 'preview_ready'), news('b', 'preview_ready')]);
  expect(texts()).toEqual(['Take removed', '2 previews ready']);
  for (const id of ['c', 'd', 'e', 'f', 'g']) toast([news(id, 'preview_ready')]);
  expect(texts()).toEqual(['Take removed', '7 previews ready']);
  toast([news('a', 'failed')]);
  expect(texts()[1]).toMatch(/^Failed, .*: Text a\. 6 previews ready$/);
});

test('its button brings the most urgent job to the stage, and one that was closed is not said again', () => {
  const toast = createToast();
  toast([news('a', 'preview_ready'), news('b', 'failed')]);
  useNotices.getState().notices[0]?.action?.run();
  expect(useView.getState()).toMatchObject({ page: 'studio', job: 'b' });
  dismiss(useNotices.getState().notices[0]?.id ?? 0);
  toast([news('c', 'preview_ready')]);
  expect(texts()).toEqual(['Preview ready: Text c']);
});
