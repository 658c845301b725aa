import { registerHooks } from 'node:module';

/** Puts the recording stub in the place of `electron`, for whatever is loaded after this. */
const stub = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: stub, shortCircuit: true } : next(specifier, context),
});
