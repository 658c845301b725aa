import { registerHooks } from 'node:module';

/**
 * Starts an engine on a profile and follows one job of each provider, telling which modules were loaded by then:
 * `node loaded.ts FOLDER OPENROUTER_URL FAL_URL`. The hook stands before the first import of ours.
 */
const loaded: string[] = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});
const packages = ['openai', '@fal-ai/client', '@napi-rs/keyring', '@orpc/server', 'better-sqlite3'];
const seen = (): string[] =>
  packages.filter((name) => loaded.some((url) => url.includes(`/node_modules/${name}/`)));
const tell = (at: string): void => console.log(JSON.stringify({ at, seen: seen(), modules: loaded.length }));

const [folder = '', openrouter, fal] = process.argv.slice(2);
const { openProfile } = await import('../../src-main/engine/profile/profile.ts');
const { startEngine } = await import('../../src-main/start-engine.ts');
tell('imported');

const given = { keys: { openrouter: 'sk-or-loaded-1', fal: 'loaded:1' }, urls: { openrouter, fal } };
const start = async (work: boolean) => {
  const profile = openProfile(folder);
  if (!profile) throw new Error('held');
  return startEngine({ profile, demo: false, work, version: 'test', given });
};
const idle = await start(false);
for (const [workflow, params] of [
  ['tts', { text: 'Spoken.' }],
  ['chat', { prompt: 'Written.' }],
] as const)
  idle.engine.act(null, () => idle.engine.create.create({ workflow, params }));
tell('idle');
await idle.stop();

/** Follows the one job until its attempt is as wanted. */
const reaching = (running: Awaited<ReturnType<typeof start>>, state: string): Promise<void> =>
  new Promise((resolve) => {
    const end = running.engine.events.subscribe((event) => {
      if (event.type !== 'job' || !event.job.attempts.some((attempt) => attempt.state === state)) return;
      end();
      resolve();
    });
  });

// Fal alone: what stands in the queue of OpenRouter is cancelled first.
const working = await start(false);
const queued = await working.engine.page({ state: 'queued', after: null, limit: 10 });
const [chat] = queued.filter((j) => j.workflow === 'chat');
if (chat) working.engine.actOn(chat.id, (id) => working.engine.actions.cancel(id));
const claimed = reaching(working, 'submitting').then(() => tell('claimed'));
const saved = reaching(working, 'succeeded').then(() => tell('spoken'));
working.engine.start();
await claimed;
await saved;
await working.stop();

const last = await start(false);
const done = reaching(last, 'succeeded').then(() => tell('written'));
if (chat) last.engine.actOn(chat.id, (id) => last.engine.actions.retry(id));
last.engine.start();
await done;
await last.stop();
