/** One line per call, JSON, redacted by the sink: known secrets by value, patterns of keys, signed addresses. */
export type Logger = {
  info(event: string, facts?: Record<string, unknown>): void;
  warn(event: string, facts?: Record<string, unknown>): void;
  error(event: string, facts?: Record<string, unknown>): void;
};
