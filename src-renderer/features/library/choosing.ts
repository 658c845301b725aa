import { useLibrary } from './store.ts';

/** Takes that are chosen together, and the one that the keyboard is at. */
export const setActive = (take: string | null): void => {
  if (useLibrary.getState().active !== take) useLibrary.setState({ active: take });
};

export const toggle = (take: string): void =>
  useLibrary.setState(({ chosen }) => ({
    active: take,
    chosen: chosen.includes(take) ? chosen.filter((one) => one !== take) : [...chosen, take],
  }));

/** All from the one that the keyboard is at to this one. */
export const chooseTo = (take: string): void =>
  useLibrary.setState(({ items, active, chosen }) => {
    const ids = items.map((item) => item.take.id);
    const [a, b] = [ids.indexOf(active ?? take), ids.indexOf(take)];
    const between = ids.slice(Math.max(0, Math.min(a, b)), Math.max(a, b) + 1);
    return { chosen: [...new Set([...chosen, ...between])] };
  });

export const chooseAll = (): void =>
  useLibrary.setState(({ items }) => ({ chosen: items.map((item) => item.take.id) }));

export const setChosen = (chosen: readonly string[]): void => useLibrary.setState({ chosen });

export const chooseNone = (): void => useLibrary.setState({ chosen: [] });
