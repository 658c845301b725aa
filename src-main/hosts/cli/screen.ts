import { type RushesError, stored } from '../../../src-shared/contract/errors.ts';
import { describe, type Told } from '../../../src-shared/texts/errors.ts';
import { ended, oneLine } from './table.ts';
import type { World } from './world.ts';

/**
 * Everything that a person or a script sees goes out here. Promises: with --json stdout is one JSON document and nothing
 * else; no known secret and no control character of a stranger's text comes out; a reader that went away is no error.
 */
export type Screen = ReturnType<typeof createScreen>;

export type Paint = (style: keyof typeof styles, text: string) => string;

export type ScreenOptions = { json: boolean; demo: boolean; home: string | undefined };

const styles = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

export function createScreen({ stdout, stderr, redact }: World, { json, demo, home }: ScreenOptions) {
  const readerGone = new AbortController();
  const onError = (error: NodeJS.ErrnoException): void => {
    readerGone.abort();
    if (error.code === 'EPIPE' || error.code === 'EOF') return;
    // A full disk behind a redirection: the answer did not arrive, so the command did not succeed.
    process.once('exit', () => {
      process.exitCode ||= 1;
    });
    stderr.write(`The output could not be written (${error.code ?? 'unknown'}).\n`);
  };
  stdout.on('error', onError);
  stderr.on('error', () => undefined);

  const coloured = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && !process.env.NO_COLOR;
  const painter =
    (stream: NodeJS.WriteStream): Paint =>
    (style, text) =>
      coloured(stream) && text !== '' ? `\x1b[${styles[style]}m${text}\x1b[0m` : text;
  const program = [
    'rushes',
    ...(home === undefined ? [] : ['--home', quoted(home)]),
    ...(demo ? ['--demo'] : []),
  ].join(' ');
  /** Commands that a text names work on the profile that is worked on now. */
  const typed = (text: string): string =>
    program === 'rushes' ? text : text.replaceAll('`rushes ', `\`${program} `);
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    if (!readerGone.signal.aborted) stream.write(plain(redact(text), coloured(stream)));
  };
  let begun = false;
  let document = false;

  const heading = (): void => {
    if (demo && !begun)
      write(stdout, `${painter(stdout)('dim', 'demo: simulated providers, play credits')}\n`);
    begun = true;
  };

  return {
    json,
    demo,
    /** Fires when nobody reads stdout any more. */
    readerGone: readerGone.signal,
    /** True where both streams are a terminal that can be drawn on. */
    live: stderr.isTTY === true,
    streams: stdout.isTTY === true && !json,
    columns: (): number => stderr.columns || 80,
    paint: painter(stdout),
    paintNote: painter(stderr),
    typed,

    /** The answer of a command: a document with --json, else the text. */
    show(value: object, text: () => string): void {
      if (json) {
        const said = demo && !('demo' in value) ? { ...value, demo } : value;
        if (!document) stdoutJson(said, 2);
        document = true;
        return;
      }
      heading();
      const made = typed(text());
      if (made !== '') write(stdout, made.endsWith('\n') ? made : `${made}\n`);
    },
    /** One JSON document as it is, indented for people; `call` and `simulate` answer in JSON always. */
    raw(value: unknown, indent: number): void {
      document = true;
      stdoutJson(value, indent);
    },
    /**
     * The address of the studio. It holds a secret, a launch code, and this is the one place that shows it: it is what was
     * asked for, and it is good once and for a minute.
     */
    address(url: string, words: string): void {
      if (json && !document) {
        document = true;
        stdout.write(`${JSON.stringify(demo ? { url, demo } : { url }, null, 2)}\n`);
      } else if (!json) {
        heading();
        stdout.write(`${words}\n${url}\n`);
      }
    },
    /** A file for another program. */
    file: (text: string): void => write(stdout, text),
    /** A piece of a streamed answer. */
    piece(text: string): void {
      heading();
      write(stdout, text);
    },
    /** A line for people, beside the answer. */
    note: (text: string): void => write(stderr, `${typed(text)}\n`),
    /** Draws over the line before. Only where `live`. */
    redraw: (line: string): void => write(stderr, `\r${line}\x1b[K`),

    /** What became of a command that was refused. A stack only where a developer asked for it. */
    fail(error: RushesError): void {
      const told = describe(stored(error));
      if (process.env.RUSHES_DEBUG === '1')
        write(stderr, `${error.stack ?? ''}\n${String(causeOf(error))}\n`);
      if (json && !document) {
        document = true;
        stdoutJson(demo ? { error: told, demo } : { error: told }, 2);
        return;
      }
      write(stderr, `${typed(errorText(told, painter(stderr), demo))}\n`);
    },
  };

  function stdoutJson(value: unknown, indent: number): void {
    if (readerGone.signal.aborted) return;
    // Text by text: a redaction of the whole could take a quotation mark with it.
    const safe = JSON.stringify(value, (_, v) => (typeof v === 'string' ? redact(v) : v), indent);
    stdout.write(`${safe ?? 'null'}\n`);
  }
}

/** Two lines: what happened and whether it cost something, then the next step. */
function errorText(told: Told, paint: Paint, demo: boolean): string {
  const charge = chargeText(told);
  return [
    `${demo ? 'demo: ' : ''}${paint('red', charge ? ended(oneLine(told.message)) : oneLine(told.message))}${charge ? ` ${charge}` : ''}`,
    told.next,
  ].join('\n');
}

/** Whether it cost something, where that is a question: lower-case codes are said of work that may have left the machine. */
function chargeText({ code, charged }: Told): string {
  if (charged === null) return 'The provider may have charged.';
  if (charged) return 'It was charged.';
  return code === code.toLowerCase() ? 'Not charged.' : '';
}

const causeOf = (error: Error): unknown =>
  error.cause instanceof Error ? error.cause.stack : (error.cause ?? '');

/** Without the control characters with which a text could move the cursor; colours stay where they are shown. */
function plain(text: string, colours: boolean): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this takes out
  const control = /\x1b\[(?:\d{1,2}m|K)|[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f]/g;
  return text.replace(control, (found) => (found === '\x1b[K' || (colours && found.length > 1) ? found : ''));
}

const quoted = (path: string): string =>
  /^[\w./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
