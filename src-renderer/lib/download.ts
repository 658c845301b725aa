import { connection } from '../api/connect.ts';

function followed(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}

/** Saves a stored file where the browser saves downloads, under the name that the host gives it. */
export function downloadAsset(asset: number): void {
  const url = connection()?.assetUrl(asset);
  if (url !== undefined) followed(`${url}?download`, '');
}

/** How long (ms) a browser may take to begin with a file that was made here. */
const graceMs = 60_000;

/** Saves a text that was made here. */
export function downloadText({ name, mime, text }: { name: string; mime: string; text: string }): void {
  const url = URL.createObjectURL(new Blob([text], { type: mime }));
  followed(url, name);
  setTimeout(() => URL.revokeObjectURL(url), graceMs);
}
