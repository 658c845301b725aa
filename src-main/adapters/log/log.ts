import { writeSync } from 'node:fs';
import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import { createLogFile, type LogFileLimits } from './log-file.ts';
import { createRedactor, type Limits, type Redactor, usualLimits } from './redact.ts';

export type LogOptions = {
  /** Null: nothing on the disk, only the last lines in memory. */
  file: string | null;
  /** Every secret that is known now; asked for each line. */
  secrets: () => readonly string[];
  clock: Pick<Clock, 'now' | 'after'>;
  also?: 'stderr';
  limits?: LogFileLimits;
};

export type Log = Logger & {
  /** Writes what is waiting. Lines that come later are written at once. */
  close(): void;
  /** The last `n` lines, oldest first, as they were written. */
  lines(n: number): string[];
};

const lineBytes = 8 * 1024;
const waitMs = 250;
const waitChars = 64 * 1024;
/** Lines in memory where there is no file, or where the disk does not take them. */
const keptLines = 1_000;

/** Smaller and smaller until the line fits. */
const fits: readonly Limits[] = [
  usualLimits,
  { depth: 4, items: 12, text: 500 },
  { depth: 3, items: 5, text: 120 },
];

/** One JSON line per event, redacted, to a file. Never throws: a log that fails must not fail what it tells of. */
export function createLog(options: LogOptions): Log {
  const { clock, also } = options;
  const limits = options.limits ?? { maxBytes: 5 * 1024 * 1024, files: 5 };
  const target = options.file === null ? null : createLogFile(options.file, limits);
  const redactorNow = rememberRedactor(options.secrets);

  let waiting: string[] = [];
  let waitingChars = 0;
  let dropped = 0;
  let forgetTimer: (() => void) | null = null;
  let closed = false;

  function flush(): void {
    forgetTimer?.();
    forgetTimer = null;
    if (target === null || waiting.length === 0) return;
    try {
      const lost =
        dropped > 0
          ? `${JSON.stringify({ at: at(), level: 'warn', event: 'log.dropped', facts: { lines: dropped } })}\n`
          : '';
      target.append(`${lost}${waiting.join('\n')}\n`);
      waiting = [];
      waitingChars = 0;
      dropped = 0;
    } catch {
      trim(); // a disk that is full now may not be later
    }
  }

  function trim(): void {
    if (waiting.length <= keptLines) return;
    if (target !== null) dropped += waiting.length - keptLines;
    waiting = waiting.slice(-keptLines);
  }

  function at(): string {
    return new Date(clock.now()).toISOString();
  }

  function emit(level: 'info' | 'warn' | 'error', event: string, facts?: Record<string, unknown>): void {
    try {
      const line = lineOf(redactorNow(), { at: at(), level, event, facts });
      waiting.push(line);
      waitingChars += line.length;
      if (also === 'stderr') toStderr(line);
      if (target === null) trim();
      else if (closed || level === 'error' || waitingChars > waitChars) flush();
      else forgetTimer ??= clock.after(waitMs, flush);
    } catch {
      // nothing to tell it to
    }
  }

  process.on('exit', flush);
  return {
    info: (event, facts) => emit('info', event, facts),
    warn: (event, facts) => emit('warn', event, facts),
    error: (event, facts) => emit('error', event, facts),
    close() {
      flush();
      closed = true;
      process.off('exit', flush);
    },
    lines(n) {
      flush();
      try {
        return [...(target?.lines(n) ?? []), ...waiting].slice(-n);
      } catch {
        return waiting.slice(-n);
      }
    },
  };
}

type Entry = { at: string; level: string; event: string; facts: Record<string, unknown> | undefined };

/** No redactor: the secrets are not known, so nothing that could hold one is written. */
function lineOf(redactor: Redactor | null, entry: Entry): string {
  const { at, level } = entry;
  if (redactor === null) return JSON.stringify({ at, level, event: '[withheld]' });
  const event = redactor.text(String(entry.event)).slice(0, 200);
  for (const limits of fits) {
    const facts = entry.facts === undefined ? undefined : redactor.value(entry.facts, limits);
    const line = jsonLine({ at, level, event, facts });
    if (Buffer.byteLength(line) > lineBytes) continue;
    // The last look: a secret that only came together on the way here, as a number of a date can.
    return redactor.finds(line) ? JSON.stringify({ at, level, event: '[withheld]' }) : line;
  }
  return jsonLine({ at, level, event, facts: '[too long]' });
}

/** One line for every reader: neither a terminal nor a viewer of files sees a control character or a line break. */
function jsonLine(value: unknown): string {
  const json = JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item));
  return json.replace(
    /[\x7f-\x9f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Patterns are built once per list of secrets. */
function rememberRedactor(secrets: () => readonly string[]): () => Redactor | null {
  let listed: readonly string[] | null = null;
  let redactor: Redactor = createRedactor([]);
  return () => {
    try {
      const now = secrets();
      if (
        listed === null ||
        now.length !== listed.length ||
        now.some((secret, i) => secret !== listed?.[i])
      ) {
        redactor = createRedactor(now);
        listed = [...now];
      }
      return redactor;
    } catch {
      return null;
    }
  };
}

function toStderr(line: string): void {
  try {
    writeSync(2, `${line}\n`);
  } catch {
    // closed, or full and not waiting
  }
}
