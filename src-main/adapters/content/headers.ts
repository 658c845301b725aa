/** Headers of everything that a host answers, whatever its status, and the policies of what a browser may do with it. */

/** Off for every page of ours; the studio shows videos in full screen and copies paths, nothing else. */
const denied = [
  'accelerometer',
  'camera',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

export const everyHeader: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': [
    ...denied.map((name) => `${name}=()`),
    'fullscreen=(self)',
    'clipboard-write=(self)',
  ].join(', '),
  'X-Frame-Options': 'DENY',
};

/** For answers that are no page: nothing runs, nothing loads, nothing frames them. */
export const closedPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** For media: an SVG or a text that a browser opens as a page has no origin and no script. */
export const assetPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** For the studio's page. The nonce is for styles that libraries add while it runs; scripts come from files only. */
export const pagePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "font-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/** A short answer in words, or an empty one. */
export function plainAnswer(status: number, text: string, extra: Record<string, string> = {}): Response {
  const bodiless = status === 204 || status === 304;
  return new Response(bodiless ? null : `${text}\n`, {
    status,
    headers: {
      ...everyHeader,
      'Content-Security-Policy': closedPolicy,
      'Cache-Control': 'no-store',
      ...(bodiless ? {} : { 'Content-Type': 'text/plain; charset=utf-8' }),
      ...extra,
    },
  });
}
