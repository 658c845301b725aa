import { useEffect, useMemo, useState } from 'react';
import type { Job } from '../../src-shared/contract/shapes.ts';
import { connection } from '../api/connect.ts';
import { useMirror } from '../stores/mirror.ts';
import { type Peaks, readPeaks } from './peaks.ts';

/** Texts and waveforms of takes, by asset: they never change, so each is fetched once. The oldest go first. */
const kept = new Map<number, Promise<string>>();
const mostKept = 200;

async function load(asset: number): Promise<string> {
  const at = connection();
  if (at === null) throw new Error('no connection');
  const response = await fetch(at.assetUrl(asset));
  if (!response.ok) throw new Error(`the host answered ${response.status}`);
  return response.text();
}

export function textOf(asset: number): Promise<string> {
  const known = kept.get(asset);
  if (known) return known;
  const loading = load(asset);
  kept.set(asset, loading);
  loading.catch(() => kept.delete(asset));
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return loading;
}

export type StoredText = { text: string | null; failed: boolean };
const nothing: StoredText = { text: null, failed: false };

/** The text of a stored file; null until it is here. It is asked for again where the connection had gone. */
export function useStoredText(asset: number | null): StoredText {
  const [got, setGot] = useState<StoredText & { asset: number | null }>({ ...nothing, asset: null });
  const live = useMirror((mirror) => mirror.connection === 'live');
  useEffect(() => {
    if (asset === null || !live) return;
    let gone = false;
    textOf(asset).then(
      (text) => !gone && setGot({ asset, text, failed: false }),
      () => !gone && setGot({ asset, text: null, failed: true }),
    );
    return () => {
      gone = true;
    };
  }, [asset, live]);
  return got.asset === asset ? got : nothing;
}

/** The waveform of a stored file; null until it is here, and where there is none. */
export function usePeaks(asset: number | null): Peaks | null {
  const { text } = useStoredText(asset);
  return useMemo(() => (text === null ? null : readPeaks(text)), [text]);
}

/** Of jobs that were given the same picture the one that was shown first, as JOB/FIELD by the picture's SHA-256. */
const firstWith = new Map<string, string>();

/**
 * Where an input of a job is served, while there is a connection. Jobs with the same picture share one address: the portrait of fifty
 * jobs is loaded and decoded once. `onError`: the address does not work; then it is the job's own, then none.
 */
export function useInputUrl(job: Job, field: string): { url: string | undefined; onError(): void } {
  const live = useMirror((mirror) => mirror.connection === 'live');
  const [lost, setLost] = useState<readonly string[]>([]);
  const input = job.inputs.find((one) => one.field === field);
  const at = connection();
  if (!live || input === undefined || at === null) return { url: undefined, onError: () => undefined };
  const { sha256, mime } = input;
  const own = `${job.id}/${field}`;
  const works = (of: string): boolean => !lost.includes(at.inputUrl(of));
  const shown = [firstWith.get(sha256) ?? own, own].find(works);
  if (shown === undefined) return { url: undefined, onError: () => undefined };
  if (mime.startsWith('image/') && !firstWith.has(sha256)) firstWith.set(sha256, shown);
  const url = at.inputUrl(shown);
  return {
    url,
    onError() {
      // The next one with this picture does not try in vain.
      if (firstWith.get(sha256) === shown) firstWith.delete(sha256);
      setLost([...lost, url]);
    },
  };
}

/**
 * Where a file is served. The same address as long as it works, so that a clip that plays is not loaded anew with each connection;
 * `renew` is for the moment at which it does not work any more.
 */
export function useAssetUrl(asset: number | null): { url: string | undefined; renew(): void } {
  const [round, setRound] = useState(0);
  const live = useMirror((mirror) => mirror.connection === 'live');
  const [held, setHeld] = useState<{ asset: number | null; round: number; url: string | undefined }>();
  const fits = held !== undefined && held.asset === asset && held.round === round && held.url !== undefined;
  if (!fits && live && asset !== null) {
    const url = connection()?.assetUrl(asset);
    if (url !== undefined) setHeld({ asset, round, url });
  }
  return { url: fits ? held.url : undefined, renew: () => setRound((n) => n + 1) };
}
