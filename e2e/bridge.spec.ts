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

test('bridge: the policy of the page stops markup and code made of text, and every other host', async ({
  open,
  allowed,
}) => {
  allowed.console.push(/Content Security Policy|Trusted ?(Type|HTML|Script)|Refused to/);
  allowed.requests.push(/^http:\/\/evil\.test\//);
  // In a task of the page: what runs for a debugger is not under its policy.
  const tried = await open.evaluate(
    () =>
      new Promise((resolve) => {
        const broken: string[] = [];
        document.addEventListener('securitypolicyviolation', (event) =>
          broken.push(event.effectiveDirective),
        );
        const refused = (work: () => unknown): string => {
          try {
            work();
            return 'ran';
          } catch (error) {
            return (error as Error).name;
          }
        };
        setTimeout(async () => {
          const answers = [
            refused(() => {
              document.body.innerHTML = '<img src=x onerror="window.ran = 1">';
            }),
            refused(() => new Function('window.ran = 1')()),
            await fetch('http://evil.test/').then(
              () => 'ran',
              (error: Error) => error.name,
            ),
          ];
          // The events come in a task of their own.
          setTimeout(() => resolve({ answers, broken, ran: 'ran' in window }));
        });
      }),
  );
  expect(tried).toEqual({
    answers: ['TypeError', 'EvalError', 'TypeError'],
    // Text is no code to Trusted Types already; script-src has no eval behind it.
    broken: ['require-trusted-types-for', 'require-trusted-types-for', 'connect-src'],
    ran: false,
  });
});
