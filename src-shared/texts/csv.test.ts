import { expect, test } from 'vitest';
import { csv, ledgerCsv } from './csv.ts';

test('CSV is RFC 4180, and no cell is a formula', () => {
  const rows = [
    [1, 'a,b', null],
    [-5, 'say "hi"\nthere', '=HYPERLINK("x")'],
    [0, '+1', ' @SUM(A1)'],
  ];
  expect(csv(['id', 'text', 'note'], rows)).toBe(
    'id,text,note\r\n1,"a,b",\r\n-5,"say ""hi""\nthere","\'=HYPERLINK(""x"")"\r\n0,\'+1,\' @SUM(A1)\r\n',
  );
});

test('the ledger has a row for each entry, its moment in universal time', () => {
  const at = Date.UTC(2026, 1, 3, 4, 5, 6, 7);
  const entries = [
    { id: 2, at, kind: 'hold', job: '1m84sfpww673abj8', amount: 150, available: 850, reason: 'job' },
    { id: 1, at, kind: 'grant', job: null, amount: 1000, available: 1000, reason: '=1+1' },
  ];
  expect(ledgerCsv(entries)).toBe(
    'id,at,kind,job,amount,available,reason\r\n' +
      '2,2026-02-03T04:05:06.007Z,hold,1m84sfpww673abj8,150,850,job\r\n' +
      "1,2026-02-03T04:05:06.007Z,grant,,1000,1000,'=1+1\r\n",
  );
});
