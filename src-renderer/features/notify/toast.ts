import { bestStage } from '../../lib/takes.ts';
import { useMirror } from '../../stores/mirror.ts';
import { dismiss, notify, useNotices } from '../../stores/notices.ts';
import { select } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { type News, notesOf, sentenceOf } from './news.ts';

/** Says news in the corner, with a way to the job; what comes while it is still read joins it there, so that there is never more than one. */
export function createToast() {
  let shown: { id: number; news: readonly News[] } | null = null;
  return (news: readonly News[]): void => {
    const before = shown;
    const isRead = before !== null && useNotices.getState().notices.some(({ id }) => id === before.id);
    const earlier = isRead ? before.news.filter((old) => !news.some(({ job }) => job.id === old.job.id)) : [];
    const all = [...earlier, ...news];
    const job = notesOf(all)[0]?.job;
    if (!job) return;
    if (isRead) dismiss(before.id);
    const look = (): void => select(job.id, bestStage(useMirror.getState().jobs.get(job.id) ?? job));
    shown = {
      id: notify({ text: sentenceOf(all), action: { label: say.notify.look, run: look } }),
      news: all,
    };
  };
}
