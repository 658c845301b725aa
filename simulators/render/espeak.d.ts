/** eSpeak NG, compiled to JavaScript: the part that is used here. */
declare module '@echogarden/espeak-ng-emscripten' {
  type Worker = {
    rate: number;
    pitch: number;
    range: number;
    /** By identifier, with a variant: `en-us+f3`. An unknown one leaves the voice as it is. */
    set_voice(identifier: string): void;
    /** Calls back with pieces of mono sound, 22,050 samples a second. */
    synthesize(text: string, each: (sound: Int16Array) => void): void;
  };
  type Engine = { eSpeakNGWorker: new () => Worker | Promise<Worker> };
  const start: () => Promise<Engine>;

  // biome-ignore lint/style/noDefaultExport: it is the package's only export
  export { start as default };
}
