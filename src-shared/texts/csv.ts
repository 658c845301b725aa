/** RFC 4180, with a header, for a spreadsheet: a text that would be read as a formula is led by an apostrophe. */
export function csv(
  header: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  return [header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  const text = value ?? '';
  const safe = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

type Entry = {
  id: number;
  at: number;
  kind: string;
  job: string | null;
  amount: number;
  available: number;
  reason: string;
};

/** The ledger for a spreadsheet; the same from the command line and from the studio. */
export const ledgerCsv = (entries: readonly Entry[]): string =>
  csv(
    ['id', 'at', 'kind', 'job', 'amount', 'available', 'reason'],
    entries.map(({ id, at, kind, job, amount, available, reason }) => [
      id,
      new Date(at).toISOString(),
      kind,
      job,
      amount,
      available,
      reason,
    ]),
  );
