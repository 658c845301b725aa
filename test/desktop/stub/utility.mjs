/**
 * Loaded in the place of a program by utility-process.ts: makes of a child process of Node what Electron makes of a utility process, then
 * loads the program. It has `process.parentPort`, and neither `process.send` nor a stdin.
 */
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';

const send = process.send.bind(process);

class ParentPort extends EventEmitter {
  postMessage(message) {
    send(message);
  }
}
const parentPort = new ParentPort();
// Messages wait until somebody listens, as at Electron's; Node's own channel does that, too.
const pass = (data) => parentPort.emit('message', { data, ports: [] });
parentPort.on('newListener', (name) => {
  if (name === 'message' && parentPort.listenerCount('message') === 0) process.on('message', pass);
});
parentPort.on('removeListener', (name) => {
  if (name === 'message' && parentPort.listenerCount('message') === 0) process.off('message', pass);
});

// Electron ends what it started when it ends itself.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// It stays until it is ended: it has no channel that could be its last handle.
setInterval(() => {}, 2 ** 30);

Object.defineProperty(process, 'parentPort', { enumerable: true, writable: false, value: parentPort });
Object.defineProperty(process, 'send', { value: undefined });
Object.defineProperty(process, 'stdin', {
  get() {
    throw new Error('a utility process has no stdin');
  },
});

const [program] = process.argv.splice(2, 1);
process.argv[1] = program;
await import(pathToFileURL(program).href);
