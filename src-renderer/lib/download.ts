import { connection } from '../api/connect.ts';

function followed(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}

/** Browsers take one download at a time; so much (ms) between two. */
const betweenMs = 400;
const waiting: number[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

/** Saves stored files where the browser saves downloads, under the names that the host gives them; goes on whatever page is shown. */
export function downloadAssets(assets: readonly number[]): void {
  waiting.push(...assets);
  if (timer === undefined) next();
}

function next(): void {
  const asset = waiting.shift();
  timer = asset === undefined ? undefined : setTimeout(next, betweenMs);
  const url = asset === undefined ? undefined : connection()?.assetUrl(asset);
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
