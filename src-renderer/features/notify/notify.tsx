import { useEffect, useState } from 'react';
import { desktop } from '../../api/desktop.ts';
import { clickSoftly } from '../../lib/soft-click.ts';
import { bestStage } from '../../lib/takes.ts';
import { useMirror } from '../../stores/mirror.ts';
import { usePrefs } from '../../stores/prefs.ts';
import { select, useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { createWatch, notesOf, sentenceOf } from './news.ts';
import { createToast } from './toast.ts';

/** Nobody looks: the page is hidden, or, where that is told of a window only when it is put away, another program is in front. */
const isAway = (): boolean => document.hidden || (desktop !== null && !document.hasFocus());

/**
 * Tells what becomes of jobs: to a screen reader in a sentence, in the corner to who looks at another page than the studio, in the title
 * while nobody looks, and, where a person asked for it, by a notification of the system and a soft click.
 */
export function Notify() {
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    let unseen = 0;
    const look = createWatch();
    const toast = createToast();
    const showUnseen = (): void => {
      document.title = say.notify.document(unseen, say.shell.name);
    };
    const onLook = (): void => {
      if (isAway()) return;
      unseen = 0;
      showUnseen();
    };
    const onChange = (touched: readonly string[] | null): void => {
      const { connection, jobs } = useMirror.getState();
      if (connection !== 'live') return;
      const news = look(touched === null ? jobs.values() : touched.flatMap((id) => jobs.get(id) ?? []));
      if (news.length === 0) return;
      const elsewhere = !isAway() && useView.getState().page !== 'studio';
      // The corner is a live region of its own: nothing is said twice.
      setSentence(elsewhere ? '' : sentenceOf(news));
      if (elsewhere) toast(news);
      if (usePrefs.getState().sound && news.some(({ kind }) => kind === 'final_done')) void clickSoftly();
      if (!isAway()) return;
      unseen += news.length;
      showUnseen();
      if (usePrefs.getState().notifications) for (const note of notesOf(news)) tell(note);
    };
    onChange(null);
    const end = useMirror.subscribe((mirror, before) => {
      if (mirror.connection !== before.connection) onChange(null);
      else if (mirror.beat !== before.beat) onChange(mirror.touched);
    });
    document.addEventListener('visibilitychange', onLook);
    window.addEventListener('focus', onLook);
    return () => {
      end();
      document.removeEventListener('visibilitychange', onLook);
      window.removeEventListener('focus', onLook);
      document.title = say.shell.name;
    };
  }, []);
  return (
    <p role="status" aria-live="polite" aria-label={say.notify.region} className="sr-only">
      {sentence}
    </p>
  );
}

/** One notification per job: a newer one takes the place of the one before. A press brings the studio and the job to the front. */
function tell({ job, ...note }: ReturnType<typeof notesOf>[number]): void {
  if (desktop) {
    desktop.notify({ job: job.id, ...note });
    return;
  }
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  const shown = new Notification(note.title, { body: note.body, tag: job.id, silent: true });
  shown.addEventListener('click', () => {
    window.focus();
    select(job.id, bestStage(job));
    shown.close();
  });
}
