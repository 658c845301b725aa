import type { Locator, Page } from '@playwright/test';

/** What a player is doing, as its element has it. */
type Media = {
  currentTime: number;
  duration: number;
  paused: boolean;
  playbackRate: number;
  muted: boolean;
  loop: boolean;
  readyState: number;
};
export const read = <K extends keyof Media>(player: Locator, what: K): Promise<Media[K]> =>
  player.evaluate((node, name) => node[name as never], what as string) as Promise<Media[K]>;
export const now = (player: Locator): Promise<number> => read(player, 'currentTime');

/** Lowest and highest moment of a player, until it has jumped back so many times. */
export const watched = (player: Locator, jumps: number): Promise<{ low: number; high: number }> =>
  player.evaluate(
    (node, most) =>
      new Promise((resolve) => {
        const media = node as unknown as Media;
        let [low, high, last, left] = [Infinity, -Infinity, media.currentTime, most];
        const tick = (): void => {
          const at = media.currentTime;
          if (at < last) left -= 1;
          [low, high, last] = [Math.min(low, at), Math.max(high, at), at];
          if (left > 0) requestAnimationFrame(tick);
          else resolve({ low, high });
        };
        tick();
      }),
    jumps,
  );

/** What a clip on the stage is played with. */
export function tableAt(open: Page) {
  const stage = open.getByRole('region', { name: 'Stage' });
  const button = (name: string | RegExp): Locator => stage.getByRole('button', { name, exact: true });
  return {
    time: stage.getByRole('timer', { name: 'Position' }),
    slider: stage.getByRole('slider', { name: 'Position' }),
    play: button('Play'),
    pause: button('Pause'),
    button,
  };
}
