import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDraftKeeping, type Draft, type LargePlace, type Place } from './draft-keeping.ts';

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

/** A place with room for anything. */
function largePlace(): LargePlace & { entries: Map<string, unknown> } {
  const entries = new Map<string, unknown>();
  return {
    entries,
    get: async (key) => entries.get(key),
    set: async (key, draft) => void entries.set(key, structuredClone(draft)),
    del: async (key) => void entries.delete(key),
  };
}
const nowhere: LargePlace = {
  get: () => Promise.reject(new Error('forbidden')),
  set: () => Promise.reject(new Error('forbidden')),
  del: () => Promise.reject(new Error('forbidden')),
};

function keepingAt(at: Place, large: LargePlace = nowhere) {
  const told: boolean[] = [];
  const keeping = createDraftKeeping({ place: at, large, delayMs: 300, onKept: (kept) => told.push(kept) });
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

  test('it lies whole in the second place, from which it comes a moment later, until it is short again', async () => {
    const [at, large] = [place(260_000), largePlace()];
    const { keeping, told } = keepingAt(at, large);
    const long = draftOf('x'.repeat(300_000));
    keeping.put('tts', draftOf('y'.repeat(300_000)));
    keeping.flush();
    keeping.put('tts', long);
    keeping.flush();
    await vi.waitFor(() => expect(told).toEqual([false, false, true]), { timeout: 20_000 });
    const later = keepingAt(at, large).keeping;
    expect(later.read(known).drafts.tts?.values).toEqual({ text: 'x'.repeat(250_000) });
    expect(await later.readWhole()).toEqual([['tts', long]]);
    // Nothing that was short is asked for.
    later.put('tts', draftOf('short'));
    later.flush();
    expect(large.entries.size).toBe(0);
    const last = keepingAt(at, large).keeping;
    expect(last.read(known).drafts).toEqual({ tts: draftOf('short') });
    expect(await last.readWhole()).toEqual([]);
  });

  test('where the second place is forbidden, the beginning is what comes back', async () => {
    const at = place(260_000);
    const { keeping } = keepingAt(at);
    keeping.put('tts', draftOf('x'.repeat(300_000)));
    keeping.flush();
    const later = keepingAt(at).keeping;
    expect(later.read(known).drafts.tts?.values).toEqual({ text: 'x'.repeat(250_000) });
    expect(await later.readWhole()).toEqual([]);
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
