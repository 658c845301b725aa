/** Every permission that Electron 45 knows, in its requests and its checks. */
export const permissions = [
  'accessibility-events',
  'ar',
  'automatic-fullscreen',
  'background-fetch',
  'background-sync',
  'clipboard-read',
  'clipboard-sanitized-write',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'hid',
  'idle-detection',
  'keyboardLock',
  'local-fonts',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'notifications',
  'openExternal',
  'payment-handler',
  'periodic-background-sync',
  'persistent-storage',
  'pointerLock',
  'screen-wake-lock',
  'sensors',
  'serial',
  'speaker-selection',
  'storage-access',
  'top-level-storage-access',
  'unknown',
  'usb',
  'vr',
  'web-app-installation',
  'window-management',
] as const;

/** What the studio's own page is granted. */
export const granted: readonly string[] = ['clipboard-sanitized-write', 'fullscreen'];

/** Addresses that are not the studio's, some of which look like it. */
export const foreign = [
  'https://evil.test/',
  'http://app/',
  'studio://app.evil/',
  'studio://evil/app/',
  'studio://app@evil.test/',
  'studio://user@app/',
  'studio://app:80/',
  'studios://app/',
  'file:///etc/passwd',
  'data:text/html,<script>1</script>',
  'javascript:alert(1)',
  'blob:https://evil.test/1',
  'about:blank',
  'ftp://app/',
  'not an address',
];

/** What lies outside and may be opened in the person's browser, and what must not. */
export const outside = {
  opened: [
    'https://openrouter.ai/settings/keys',
    'https://fal.ai/dashboard/keys',
    'https://console.cloudinary.com/',
  ],
  refused: [
    ...foreign,
    'http://openrouter.ai/keys',
    'https://openrouter.ai.evil.test/keys',
    'https://openrouter.ai@evil.test/',
    'https://user@openrouter.ai/',
    'https://openrouter.ai:8443/',
    'https://evil.test/?https://openrouter.ai/',
    'https://evil.test#https://fal.ai',
    'https://fal.ai.evil/',
    'ms-settings:',
    'smb://fal.ai/share',
    'vscode://fal.ai',
  ],
};

/** Who may send a message of a page and must not be heard; `eventOf` in stub/control.ts makes each. */
export const strangers = [
  'foreign',
  'blank',
  'file',
  'look-alike',
  'sub-frame',
  'no frame',
  'other window',
] as const;
