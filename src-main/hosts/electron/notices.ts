import type { Notification, NotificationConstructorOptions } from 'electron';

type Notifications = {
  new (options: NotificationConstructorOptions): Notification;
  isSupported(): boolean;
};

/** Told notices that are kept; a person may come back to one of these. */
const most = 100;

/**
 * Tells a person who looks elsewhere, and does what a click on it means. What nothing holds is collected, and a click on it then does
 * nothing: so each is held until it was clicked or closed, or until so many newer ones were told. A notice about something (`about`) takes
 * the place of the one before about the same.
 */
export function createNotices(notifications: Notifications) {
  const told = new Set<Notification>();
  const newest = new Map<string, Notification>();
  return (options: NotificationConstructorOptions, clicked: () => void, about?: string): void => {
    if (!notifications.isSupported()) return;
    const notice = new notifications({ ...options, silent: true });
    const forget = (): void => {
      told.delete(notice);
      if (about !== undefined && newest.get(about) === notice) newest.delete(about);
    };
    if (about !== undefined) {
      newest.get(about)?.close();
      newest.set(about, notice);
    }
    notice.on('click', () => {
      forget();
      clicked();
    });
    notice.on('close', ({ reason }) => {
      // Windows only puts it away, into a list where it can still be pressed.
      if (reason !== 'timedOut' && reason !== 'applicationHidden') forget();
    });
    told.add(notice);
    const [oldest] = told;
    if (told.size > most && oldest) {
      told.delete(oldest);
      for (const [about, one] of newest) if (one === oldest) newest.delete(about);
    }
    notice.show();
  };
}
