/** The process that started this program: a utility process of Electron has another way to it than a child process of Node. */
export type Parent = {
  /** Settles once it is on its way. */
  say(message: unknown): Promise<void>;
  hear(call: (message: unknown) => void): void;
};

/** What Electron gives a utility process; it ends such a process with its own. */
type Port = {
  postMessage(message: unknown): void;
  on(event: 'message', call: (event: { data: unknown }) => void): void;
};

/** Whoever started this program; with it this program ends. */
export function parent(): Parent {
  const { parentPort: port } = process as unknown as { parentPort?: Port | null };
  if (port) {
    return {
      say: async (message) => port.postMessage(message),
      hear: (call) => port.on('message', ({ data }) => call(data)),
    };
  }
  process.on('disconnect', () => process.exit(0));
  return {
    say: (message) =>
      new Promise((resolve) => {
        if (process.send) process.send(message, () => resolve());
        else resolve();
      }),
    hear: (call) => void process.on('message', call),
  };
}
