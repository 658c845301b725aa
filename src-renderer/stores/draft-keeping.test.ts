import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDraftKeeping, type Draft, type Place } from './draft-keeping.ts';

const known = ['chat', 'tts'];
const draftOf = (text: string): Draft => ({
  values: { text },
  shown: { image: 'a.png' },
  from: { text: 'T' },
  count: 3,
});

/** A browser's store with a limit. */
function place(mostChars = 1_000): Place & { entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    getItem: (key) => entries.get(key) ?? null,
    setItem(key, text) {
      if (text.length > mostChars) throw new DOMException('full', 'QuotaExceededError');
      entries.set(key, text);
    },
  };
}

function keepingAt(at: Place) {
  const told: boolean[] = [];
  const keeping = createDraftKeeping({ place: at, delayMs: 300, onKept: (kept) => told.push(kept) });
  return { keeping, told };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('keeping drafts', () => {
  test('what was typed is there again after a reload, with the workflow that was open', () => {
    const at = place();
    const { keeping } = keepingAt(at);
    keeping.put('tts', draftOf('hello'));
    keeping.putLast('tts');
    vi.advanceTimersByTime(300);
    expect(keepingAt(at).keeping.read(known)).toEqual({ last: 'tts', drafts: { tts: draftOf('hello') } });
  });

  test('writes once for many changes, and at once when the page goes away', () => {
    const at = place();
    const { keeping } = keepingAt(at);
    const writes = vi.spyOn(at, 'setItem');
    for (const text of ['a', 'ab', 'abc']) keeping.put('tts', draftOf(text));
    vi.advanceTimersByTime(299);
    expect(writes).not.toHaveBeenCalled();
    keeping.flush();
    expect(writes).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(1_000);
    expect(writes).toHaveBeenCalledTimes(1);
    expect(at.entries.get('rushes.draft.tts')).toContain('"abc"');
  });

  test('a full store is said, keeps what it had, and is said to be well again', () => {
    const at = place();
    const { keeping, told } = keepingAt(at);
    keeping.put('tts', draftOf('short'));
    keeping.flush();
    keeping.put('tts', draftOf('x'.repeat(2_000)));
    keeping.put('chat', draftOf('other'));
    keeping.flush();
    expect(keepingAt(at).keeping.read(known).drafts).toEqual({
      tts: draftOf('short'),
      chat: draftOf('other'),
    });
    keeping.put('tts', draftOf('short again'));
    keeping.flush();
    expect(told).toEqual([true, false, true]);
  });

  test('where a long text has no room, its beginning and the rest of the form are kept', () => {
    const at = place(260_000);
    const { keeping, told } = keepingAt(at);
    keeping.put('tts', {
      values: { text: 'x'.repeat(300_000), voice: 'Aria' },
      shown: {},
      from: {},
      count: 2,
    });
    keeping.flush();
    const { tts } = keepingAt(at).keeping.read(known).drafts;
    expect(tts).toEqual({
      values: { text: 'x'.repeat(250_000), voice: 'Aria' },
      shown: {},
      from: {},
      count: 2,
    });
    expect(told).toEqual([false]);
  });

  test('a store that is damaged, of another time or forbidden is an empty one', () => {
    const at = place();
    at.entries.set('rushes.draft.tts', '{"values":');
    at.entries.set('rushes.draft.chat', '{"values":{},"count":99}');
    at.entries.set('rushes.draft', 'gone_workflow');
    expect(keepingAt(at).keeping.read(known)).toEqual({ last: null, drafts: {} });
    const forbidden = (): never => {
      throw new DOMException('no', 'SecurityError');
    };
    const closed = { getItem: forbidden, setItem: forbidden };
    expect(keepingAt(closed).keeping.read(known)).toEqual({ last: null, drafts: {} });
  });
});
