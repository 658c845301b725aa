import { EventEmitter } from 'node:events';

/**
 * A MessagePortMain as Electron's is: an EventEmitter without addEventListener, that holds messages back until it is started and copies
 * what it carries.
 */
export class Port extends EventEmitter {
  other: Port | null = null;
  waiting: unknown[] | null = [];
  closed = false;

  postMessage(data: unknown): void {
    if (!this.closed) this.other?.take(structuredClone(data));
  }
  take(data: unknown): void {
    if (this.waiting) this.waiting.push(data);
    else queueMicrotask(() => this.emit('message', { data, ports: [] }));
  }
  start(): void {
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const data of waiting) this.take(data);
  }
  close(): void {
    if (this.closed) return;
    this.closed = true;
    const { other } = this;
    queueMicrotask(() => this.emit('close'));
    other?.close();
  }
}

export function portPair(): [Port, Port] {
  const pair: [Port, Port] = [new Port(), new Port()];
  [pair[0].other, pair[1].other] = [pair[1], pair[0]];
  return pair;
}
