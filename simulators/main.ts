// The simulators as a process of their own:
//   node simulators/main.ts [--port N] [--state FILE] [--speed X] [--native FOLDER] [--with-parent]
// Prints one JSON line with the urls to stdout, and sends them to its parent where there is a channel to it; then runs until
// SIGTERM, SIGINT or the message 'end'. With `--with-parent` it also ends when that channel closes or, if it has none, when its
// stdin ends, so that it never outlives its parent.

import { parseArgs } from 'node:util';
import { findParent } from './parent.ts';
import { startSimulators } from './start.ts';

// A socket that does not close must not keep the process for ever.
const CLOSE_WITHIN_MS = 2_000;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    state: { type: 'string' },
    speed: { type: 'string', default: '1' },
    native: { type: 'string' },
    'with-parent': { type: 'boolean', default: false },
  },
});

const port = Number(values.port);
const speed = Number(values.speed);
if (!Number.isInteger(port) || port < 0 || port > 65_535 || !(speed >= 0)) {
  console.error('simulators: --port takes 0 to 65535, --speed a number of 0 or more');
  process.exit(2);
}

try {
  const simulators = await startSimulators({
    port,
    speed,
    ...(values.state === undefined ? {} : { stateFile: values.state }),
    ...(values.native === undefined ? {} : { nativeFolder: values.native }),
  });
  const end = (): void => {
    setTimeout(() => process.exit(0), CLOSE_WITHIN_MS).unref();
    void simulators.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  const parent = findParent();
  parent?.hear((message) => {
    if (message === 'end') end();
  });
  if (values['with-parent']) {
    // A forked child may have inherited a stdin that is at its end already; its channel is the better sign of life.
    if (parent) parent.whenGone(end);
    else process.stdin.on('end', end).on('close', end).on('error', end).resume();
  }
  process.stdout.on('error', () => {});
  console.log(JSON.stringify(simulators.urls));
  parent?.say(simulators.urls);
} catch (error) {
  console.error(`simulators: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
