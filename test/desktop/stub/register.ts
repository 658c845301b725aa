import { registerHooks } from 'node:module';

/** Puts the recording stub in the place of `electron`, for whatever is loaded after this. */
const stub = new URL('./electron.ts', import.meta.url).href;

/** Which system the app's own code takes this for, where a test says so. Native packages are those of this machine all the same. */
const { STUB_PLATFORM: taken } = process.env;
const { platform } = process;
if (taken)
  Object.defineProperty(process, 'platform', {
    get: () => (new Error().stack?.split('\n')[2]?.includes('/out/main/') ? taken : platform),
  });

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: stub, shortCircuit: true } : next(specifier, context),
});
