/**
 * The nine fuses of Electron, and how each stands in Rushes (docs/desktop.md says why).
 *
 * Promises: a fuse that this table does not decide, because Electron has a new one, ends the build; what was written is read back.
 * By a hook, because electron-builder's own option `electronFuses` knows eight of the nine.
 */
import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';

const wanted = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
};

/** Sets every fuse of the program at `file` and reads them back. Throws where one does not stand as it should. */
export async function setFuses(file, { resetSignature = false } = {}) {
  const settings = Object.entries(wanted).map(([name, on]) => [FuseV1Options[name], on]);
  await flipFuses(file, {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature: resetSignature,
    .../** @type {Record<FuseV1Options, boolean>} */ (Object.fromEntries(settings)),
  });
  await checkFuses(file);
}

/** Reads every fuse of the program at `file`. Throws where one does not stand as it should. */
export async function checkFuses(file) {
  const wire = await getCurrentFuseWire(file);
  for (const [name, on] of Object.entries(wanted)) {
    const is = wire[FuseV1Options[name]];
    if (is !== (on ? FuseState.ENABLE : FuseState.DISABLE))
      throw new Error(
        `the fuse ${name} should be ${on ? 'on' : 'off'}, and reads ${String.fromCharCode(is)}`,
      );
  }
}
