/**
 * What measures inside of the page: it is there before anything of the page runs, as `rushesBench`. What it answers is in
 * milliseconds. Plain JavaScript; bench/studio/page.ts has the types.
 */
(() => {
  /** Renders of rows since it was last emptied: the page's own rows write to it. */
  globalThis.rushesRenders = [];

  /** Settles once what is changed now has been painted. */
  const painted = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(null);
      });
    });

  /** Settles once a selector finds something that is painted. */
  const shown = (selector) =>
    new Promise((resolve) => {
      const look = () => document.querySelector(selector) !== null;
      if (look()) return resolve(painted());
      const watcher = new MutationObserver(() => {
        if (!look()) return;
        watcher.disconnect();
        resolve(painted());
      });
      watcher.observe(document, { childList: true, subtree: true, attributes: true });
    });

  /** The box that scrolls around what a selector finds. */
  const scrollerOf = (selector) => {
    let node = document.querySelector(selector);
    while (node && !/auto|scroll/.test(getComputedStyle(node).overflowY)) node = node.parentElement;
    if (!node) throw new Error(`nothing scrolls around ${selector}`);
    return node;
  };

  async function scroll({ selector, px, ms }) {
    const scroller = scrollerOf(selector);
    const elements = document.getElementsByTagName('*');
    const gaps = [];
    let long = 0;
    let most = 0;
    const watcher = new PerformanceObserver((list) => {
      long += list.getEntries().length;
    });
    watcher.observe({ type: 'longtask' });
    const begun = performance.now();
    let last = begun;
    await new Promise((resolve) => {
      const frame = () => {
        const now = performance.now();
        gaps.push(now - last);
        last = now;
        // Counting walks the whole page: that is not the page's own work, so it is done now and then.
        if (gaps.length % 20 === 0) most = Math.max(most, elements.length);
        if (now - begun >= ms) return resolve();
        scroller.scrollTop += px;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    // A task is told of once it is over: the last frame's, too, before nobody listens any more.
    await nextTask();
    long += watcher.takeRecords().length;
    watcher.disconnect();
    return { ms: last - begun, gaps, long, most, top: scroller.scrollTop };
  }

  const noted = { keys: [], firstText: null, clicked: 0 };

  /** Settles in the next task. */
  const nextTask = () =>
    new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => resolve(performance.now());
      channel.port2.postMessage(null);
    });

  document.addEventListener(
    'keydown',
    (event) => {
      const begun = event.timeStamp;
      let handled = begun;
      // Last of all who listen, and after what React does at the end of an event.
      const input = () =>
        queueMicrotask(() => {
          handled = performance.now();
        });
      addEventListener('input', input, { once: true });
      requestAnimationFrame(async () => {
        const frame = performance.now();
        const end = await nextTask();
        // What lies between is the wait for the screen's next frame, which is none of the page's.
        const wait = handled === begun ? 0 : Math.max(0, frame - handled);
        noted.keys.push({ all: end - begun, own: end - begun - wait });
      });
    },
    true,
  );
  document.addEventListener(
    'click',
    (event) => {
      noted.clicked = event.timeStamp;
    },
    true,
  );

  /** The first piece of a streamed answer, as it comes in. */
  const Socket = globalThis.WebSocket;
  globalThis.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        if (noted.firstText === null && typeof data === 'string' && data.includes('"type":"text"'))
          noted.firstText = performance.now();
      });
    }
  };

  /** From the click that comes next to the first frame of the clip that it brings onto the stage. */
  function firstFrame() {
    return new Promise((resolve) => {
      const watcher = new MutationObserver((changes) => {
        for (const { addedNodes } of changes)
          for (const node of addedNodes) {
            if (!(node instanceof Element)) continue;
            // Of the preview and the final, the one that is in view.
            const shown = 'video:not([aria-hidden="true"])';
            const video = node.matches(shown) ? node : node.querySelector(shown);
            if (!video?.closest('#stage')) continue;
            watcher.disconnect();
            video.requestVideoFrameCallback((_now, { presentationTime, width, height }) =>
              resolve({ ms: presentationTime - noted.clicked, width, height }),
            );
            return;
          }
      });
      watcher.observe(document, { childList: true, subtree: true });
    });
  }

  globalThis.rushesBench = {
    scroll,
    firstFrame,
    /** From the last click to the paint of what it brought. */
    shownAfterClick: async (selector) => (await shown(selector)) - noted.clicked,
    /** From the first piece of the answer to the paint of what it brought. */
    shownAfterText: async (selector) => {
      noted.firstText = null;
      const at = await shown(selector);
      return at - (noted.firstText ?? Number.NaN);
    },
    keys: () => noted.keys.splice(0),
    renders: () => globalThis.rushesRenders.splice(0),
    settled: async () => {
      await painted();
      await painted();
    },
  };
})();
