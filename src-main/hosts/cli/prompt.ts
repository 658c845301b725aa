import { createInterface } from 'node:readline';
import { ctrlC } from './interrupt.ts';
import type { World } from './world.ts';

/** Questions to a person on a terminal. They go to stderr, so that stdout stays the answer's. */

export const canAsk = ({ stdin, stderr }: World): boolean => stdin.isTTY === true && stderr.isTTY === true;

/** One line, shown as it is typed. */
export function askLine({ stdin, stderr }: World, question: string): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr });
  return new Promise((resolve, reject) => {
    lines.on('SIGINT', () => {
      reject(ctrlC());
      lines.close();
    });
    lines.on('close', () => resolve(''));
    lines.question(question, (answer) => {
      resolve(answer.trim());
      lines.close();
    });
  });
}

const keys = { enter: /[\r\n]/, ctrlC: '\x03', ctrlD: '\x04', erase: /[\x7f\b]/ } as const;

/** One line that is not shown: for a key. */
export function askHidden({ stdin, stderr }: World, question: string): Promise<string> {
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (): void => {
      stdin.off('data', take);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
    };
    const take = (chunk: string): void => {
      for (const c of chunk) {
        if (c === keys.ctrlC) {
          end();
          reject(ctrlC());
          return;
        }
        if (keys.enter.test(c) || c === keys.ctrlD) {
          end();
          resolve(typed);
          return;
        }
        typed = keys.erase.test(c) ? typed.slice(0, -1) : typed + c;
      }
    };
    stdin.on('data', take);
  });
}
