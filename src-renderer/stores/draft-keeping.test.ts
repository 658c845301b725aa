import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDraftKeeping, type Draft, emptyDraft, type LargePlace, type Place } from './draft-keeping.ts';

const known = ['chat', 'tts'];
const draftOf = (text: string): Draft => ({
  values: { text },
  shown: { image: 'a.png' },
  from: { text: 'T' },
  count: 3,
  priority: 'high',
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
  const heard: [string, Draft][] = [];
  const keeping = createDraftKeeping({
    place: at,
    large,
    delayMs: 300,
    onKept: (kept) => told.push(kept),
    onHeard: (workflow, draft) => heard.push([workflow, draft]),
  });
  return { keeping, told, heard };
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
      priority: 'low',
    });
    keeping.flush();
    const { tts } = keepingAt(at).keeping.read(known).drafts;
    expect(tts).toEqual({
      values: { text: 'x'.repeat(250_000), voice: 'Aria' },
      shown: {},
      from: {},
      count: 2,
      priority: 'low',
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

describe('two pages on the same drafts', () => {
  const [empty, script] = [emptyDraft, 'a long script '.repeat(20)];

  /** Each hears what the other one writes, as a browser tells it. */
  function pages(mostChars = 100_000, large: LargePlace = nowhere) {
    const entries = new Map<string, string>();
    const listeners = new Map<string, (key: string, newValue: string) => void>();
    const page = (name: string) => {
      const made = keepingAt(
        {
          getItem: (key) => entries.get(key) ?? null,
          setItem(key, newValue) {
            if (newValue.length > mostChars) throw new DOMException('full', 'QuotaExceededError');
            if (entries.get(key) === newValue) return;
            entries.set(key, newValue);
            for (const [other, tell] of listeners) if (other !== name) tell(key, newValue);
          },
        },
        large,
      );
      listeners.set(name, (key, newValue) => made.keeping.heard({ key, newValue }));
      made.keeping.read(known);
      return made;
    };
    return {
      a: page('a'),
      b: page('b'),
      kept: () => keepingAt({ getItem: (key) => entries.get(key) ?? null, setItem() {} }, large).keeping,
    };
  }
  const later = (): void => void vi.advanceTimersByTime(300);

  test('what one writes, the other has', () => {
    const { a, b } = pages();
    a.keeping.put('tts', { ...empty, values: { text: script } });
    later();
    expect(b.heard).toEqual([['tts', { ...empty, values: { text: script } }]]);
    expect(a.heard).toEqual([]);
  });

  test('a change that is not kept yet stays, and takes nothing of the other away', () => {
    const { a, b, kept } = pages();
    a.keeping.put('tts', { ...empty, values: { text: script } });
    b.keeping.put('tts', { ...empty, values: { voice: 'Aria' }, count: 3 });
    a.keeping.flush();
    const both = { ...empty, values: { text: script, voice: 'Aria' }, count: 3 };
    expect(b.heard).toEqual([['tts', both]]);
    later();
    expect(kept().read(known).drafts.tts).toEqual(both);
    expect(a.heard).toEqual([['tts', both]]);
  });

  test('a text that is being typed is not replaced, a field that was emptied stays empty', () => {
    const { a, b } = pages();
    a.keeping.put('tts', { ...empty, values: { text: 'old', voice: 'Aria' } });
    later();
    b.keeping.put('tts', { ...empty, values: { text: 'typed here' } });
    a.keeping.put('tts', { ...empty, values: { text: 'typed there', voice: 'Aria' }, count: 2 });
    a.keeping.flush();
    expect(b.heard.at(-1)).toEqual(['tts', { ...empty, values: { text: 'typed here' }, count: 2 }]);
  });

  test('one that lies whole in the second place comes whole, and a change beside it keeps it so', async () => {
    const large = largePlace();
    const { a, b, kept } = pages(260_000, large);
    const long = { ...empty, values: { text: 'x'.repeat(300_000) } };
    a.keeping.put('tts', long);
    a.keeping.flush();
    await vi.waitFor(() => expect(b.heard).toEqual([['tts', long]]));
    b.keeping.put('tts', { ...long, count: 4 });
    b.keeping.flush();
    await vi.waitFor(() => expect(a.heard).toEqual([['tts', { ...long, count: 4 }]]));
    const last = kept();
    last.read(known);
    expect(await last.readWhole()).toEqual([['tts', { ...long, count: 4 }]]);
  });

  test('what cannot be read, is of another thing or was taken away, changes nothing', () => {
    const { keeping, heard } = keepingAt(place());
    for (const [key, newValue] of [
      ['rushes.draft', 'tts'],
      ['rushes.draft.tts', '{"values":'],
      ['rushes.draft.tts', null],
      ['rushes.theme', '{"values":{}}'],
      [null, null],
    ] as const)
      keeping.heard({ key, newValue });
    expect(heard).toEqual([]);
  });
});
