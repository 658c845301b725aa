import { Copy, X } from 'lucide-react';
import { useEffect } from 'react';
import { copyText } from '../stores/copy.ts';
import { dismiss, type Notice, useNotices } from '../stores/notices.ts';
import { say } from '../texts/say.ts';
import { Button, IconButton } from '../ui/button.tsx';

const shownMs = 6_000;

/** The corner in which is said what was done and what was not. What failed stays until it is closed. */
export function Notices() {
  const notices = useNotices((state) => state.notices);
  return (
    <div
      role="log"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-12 z-50 flex w-90 flex-col gap-2"
    >
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard({ notice }: { notice: Notice }) {
  const { id, tone, text, more, technical, action } = notice;
  useEffect(() => {
    if (tone === 'failed') return;
    const timer = setTimeout(() => dismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, tone]);
  return (
    <div className="pointer-events-auto flex items-start gap-2 rounded-panel border border-line bg-raised py-2 pr-1 pl-3 shadow-float appear">
      <div className="flex min-w-0 flex-1 flex-col gap-0.5 py-1">
        <p className={tone === 'failed' ? 'text-failed' : tone === 'done' ? 'text-done' : ''}>{text}</p>
        {more && <p className="text-small text-text-2">{more}</p>}
      </div>
      {action && (
        <Button
          size="small"
          onClick={() => {
            action.run();
            dismiss(id);
          }}
        >
          {action.label}
        </Button>
      )}
      {technical && (
        <IconButton icon={Copy} label={say.copyTechnical} onClick={() => void copyText(technical)} />
      )}
      <IconButton icon={X} label={say.close} onClick={() => dismiss(id)} />
    </div>
  );
}
