/** While a machine is about to sleep or sleeps, nothing is sent and nothing is asked of a provider. */
export type Sleep = ReturnType<typeof createSleep>;

export function createSleep() {
  let sleeping: { end(): void; over: Promise<void> } | null = null;
  return {
    isOn: (): boolean => sleeping !== null,
    /** Settles when the machine is awake; at once where there is none. */
    over: (): Promise<void> => sleeping?.over ?? Promise.resolve(),
    begin(): void {
      if (sleeping) return;
      let end = (): void => undefined;
      const over = new Promise<void>((resolve) => {
        end = resolve;
      });
      sleeping = { end, over };
    },
    end(): void {
      sleeping?.end();
      sleeping = null;
    },
  };
}
