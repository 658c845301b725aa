// The simulators' side of rendering: what was rendered before is taken from the cache, the rest goes to a program beside them.

import { statSync } from 'node:fs';
import { canonicalJson, sha256 } from './canonical.ts';
import { openRenderCache, usualCacheFolder } from './render/cache.ts';
import { type Answer, answerShape, type Files, type Made, type Order, type Plan } from './render/plan.ts';
import { Refused } from './render/refused.ts';
import { type RenderProgram, type StartRender, usualRender } from './render-program.ts';

/** Counts up with every change of what a plan looks or sounds like. */
const EDITION = 5;
/** A piece that takes longer is given up. */
const LONGEST_MS = 10 * 60 * 1_000;
/** A child that has had nothing to do for so long ends. */
const IDLE_MS = 20_000;

/** A rendered medium: `key` names it in the cache for good. */
export type Media = Made & { key: string; bytes: number };

export type Rendering = {
  /** Renders, or finds what was rendered before. Rejects with `Refused` for an input that no model would take. */
  render(plan: Plan, files: Files): Promise<Media>;
  /** The bytes of a medium, by its key; null when the cache has dropped them: render again. */
  read(key: string): Buffer | null;
  /** Ends the children; what is not rendered by then never settles. */
  close(): void;
};

export type RenderingOptions = {
  /** Of the cache; the usual one if it is not said. */
  folder?: string | undefined;
  /** In whose node_modules the codecs may be, where they are not beside the program. */
  nativeFolder?: string | undefined;
  startRender?: StartRender;
};

/** Renders beside the simulators, and keeps what was rendered. */
export function createRendering(options: RenderingOptions = {}): Rendering {
  const { folder = usualCacheFolder(), nativeFolder, startRender = usualRender() } = options;
  const cache = openRenderCache(folder);
  const running = new Map<string, Promise<Media>>();
  const args = nativeFolder === undefined ? [] : [nativeFolder];
  const start = (heard: Parameters<StartRender>[1]): RenderProgram => startRender(args, heard);
  // Speech never waits for a video.
  const lanes = { speech: createLane(start), video: createLane(start) };

  const make = async (key: string, plan: Plan, files: Files): Promise<Media> => {
    const to = cache.scratch(endingOf(plan));
    const made = await (plan.kind === 'speech' ? lanes.speech : lanes.video).run({ plan, files, to });
    const bytes = statSync(to).size;
    cache.put(key, to, made);
    return { ...made, key, bytes };
  };
  return {
    async render(plan, files) {
      const key = keyOf(plan, files);
      const known = cache.find(key);
      if (known) return { ...known, key };
      // Two that ask for the same at once get the same.
      const now = running.get(key) ?? make(key, plan, files).finally(() => running.delete(key));
      running.set(key, now);
      return now;
    },
    read: (key) => cache.read(key),
    close() {
      for (const lane of Object.values(lanes)) lane.close();
    },
  };
}

function endingOf(plan: Plan): string {
  return plan.kind === 'speech' ? '.mp3' : '.mp4';
}

function keyOf(plan: Plan, files: Files): string {
  const hashes = Object.entries(files).map(([role, bytes]) => [role, bytes ? sha256(bytes) : null]);
  return `${sha256(canonicalJson({ EDITION, plan, files: Object.fromEntries(hashes) as unknown }))}${endingOf(plan)}`;
}

type Work = Omit<Order, 'id'>;
type Waiting = { work: Work; resolve: (made: Made) => void; reject: (error: Error) => void };
type Lane = { run(work: Work): Promise<Made>; close(): void };

/** One child and what waits for it; the child is started when something waits and ended when nothing has for a while. */
function createLane(startRender: (heard: Parameters<StartRender>[1]) => RenderProgram): Lane {
  const waiting: Waiting[] = [];
  let child: RenderProgram | null = null;
  let current: Waiting | null = null;
  let timer: NodeJS.Timeout | undefined;
  let count = 0;
  let closed = false;

  const end = (reason: string): void => {
    clearTimeout(timer);
    const gone = child;
    child = null;
    gone?.kill();
    const failed = current;
    current = null;
    failed?.reject(new Error(reason));
  };
  const start = (): RenderProgram => {
    const made = startRender({
      lost() {
        if (child !== made) return;
        end('the render process ended');
        next();
      },
      message(message) {
        const answer = answerShape.parse(message);
        if (child === made && answer.id === count) settle(answer);
      },
    });
    return made;
  };
  const settle = (answer: Answer): void => {
    const done = current;
    current = null;
    clearTimeout(timer);
    if ('made' in answer) done?.resolve(answer.made);
    else if ('failed' in answer) done?.reject(new Error(answer.failed));
    else done?.reject(new Refused(answer.refused.role, answer.refused.type, answer.refused.message));
    next();
  };
  const next = (): void => {
    if (current || closed) return;
    current = waiting.shift() ?? null;
    if (!current) {
      timer = setTimeout(() => end('idle'), IDLE_MS).unref();
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      end(`it took longer than ${LONGEST_MS / 1_000} s`);
      next();
    }, LONGEST_MS).unref();
    count += 1;
    child ??= start();
    child.send({ id: count, ...current.work });
  };
  return {
    run(work) {
      return new Promise((resolve, reject) => {
        if (closed) return;
        waiting.push({ work, resolve, reject });
        next();
      });
    },
    close() {
      closed = true;
      waiting.length = 0;
      current = null;
      end('the simulator is closed');
    },
  };
}
