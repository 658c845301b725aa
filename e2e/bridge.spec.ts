import { expect, test } from './studio.ts';

/** What a page in a window of the desktop has, that one in a browser has not. */
test('bridge: the page is given five wishes and nothing of Electron', async ({ open }) => {
  const given = await open.evaluate(() => {
    const bridge = (globalThis as never as { studio: Record<string, (...args: unknown[]) => unknown> })
      .studio;
    const names = Object.keys(bridge).sort();
    const answers = [
      bridge.onTarget?.(() => undefined),
      bridge.theme?.('dark'),
      bridge.showInFolder?.(-1),
      bridge.drag?.(-1),
      bridge.notify?.({ job: '', title: '', body: '' }),
    ];
    return {
      names,
      kinds: Object.values(bridge).map((one) => typeof one),
      isFrozen: Object.isFrozen(bridge),
      answers: answers.map((one) => typeof one),
      around: ['require', 'process', 'module', 'ipcRenderer', 'electron', 'Buffer'].filter(
        (name) => name in globalThis,
      ),
    };
  });
  expect(given).toEqual({
    names: ['drag', 'notify', 'onTarget', 'showInFolder', 'theme'],
    kinds: Array(5).fill('function'),
    isFrozen: true,
    answers: Array(5).fill('undefined'),
    around: [],
  });
});
