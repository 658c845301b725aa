import { randomBytes } from 'node:crypto';
import { RushesError } from '../../../../src-shared/contract/errors.ts';
import type { Balance, BudgetLimits } from '../../../../src-shared/contract/shapes.ts';
import { ledgerCsv } from '../../../../src-shared/texts/csv.ts';
import type { Client } from '../../../api/client.ts';
import { textOf, type Values, wholeNumber } from '../args.ts';
import type { Call, Command, Options } from '../command.ts';
import { exits } from '../exit-codes.ts';
import type { Link } from '../link.ts';
import { dollars, localTime } from '../show-job.ts';
import { pairs, table } from '../table.ts';

const creditRange = { min: 1, max: Number.MAX_SAFE_INTEGER };

const budgetOptions: Options = {
  job: { value: 'N', summary: 'credits a job' },
  day: { value: 'N', summary: 'credits a calendar day' },
  month: { value: 'N', summary: 'credits a calendar month' },
  'usd-job': { value: 'X', summary: 'dollars a job' },
  'usd-day': { value: 'X', summary: 'dollars a calendar day' },
  'usd-month': { value: 'X', summary: 'dollars a calendar month' },
};

/** Commands about credits and budgets. */
export const moneyCommands: readonly Command[] = [
  {
    name: 'credits',
    usage: 'credits',
    summary: 'the balance',
    options: {},
    takes: [],
    run: async (call) =>
      showBalance(call, await (await call.connect(false)).ask((client) => client.credits.balance())),
  },
  {
    name: 'credits grant',
    usage: 'credits grant N [--note TEXT]',
    summary: 'put N credits in',
    options: { note: { value: 'TEXT', summary: 'why; it stands in the ledger' } },
    takes: ['N'],
    run: async (call) => {
      const amount = wholeNumber('N', call.positionals[0] ?? '', creditRange);
      const note = textOf(call.values, 'note') ?? '';
      const link = await call.connect(false);
      // Sent again after a loss it changes nothing, because the key is the same.
      const key = randomBytes(16).toString('hex');
      return showBalance(call, await link.ask((client) => client.credits.grant({ amount, note, key })));
    },
  },
  {
    name: 'ledger',
    usage: 'ledger [--csv]',
    summary: 'every credit that moved, newest first',
    options: {
      csv: { summary: 'as CSV for a spreadsheet' },
      limit: {
        value: 'N',
        summary: 'at most N entries (all; 50 on a screen)',
        whole: { min: 1, max: 10_000_000 },
      },
    },
    takes: [],
    run: showLedger,
  },
  {
    name: 'budget',
    usage: 'budget',
    summary: 'the limits and what counts against them',
    options: {},
    takes: [],
    run: async (call) =>
      showBudget(call, await (await call.connect(false)).ask((client) => client.budget.get())),
  },
  {
    name: 'budget set',
    usage: 'budget set --job N --day N --month N --usd-job X --usd-day X --usd-month X',
    summary: 'change limits; `none` takes one away',
    options: budgetOptions,
    takes: [],
    run: async (call) => {
      const limits = limitsOf(call.values);
      const link = await call.connect(false);
      return showBudget(call, await link.ask((client) => client.budget.set(limits)));
    },
  },
];

function showBalance(call: Call, balance: Balance): number {
  call.screen.show(balance, () =>
    pairs([
      ['Available', String(balance.available)],
      ['Held', String(balance.held)],
      ['Spent', String(balance.spent)],
      ['Granted', String(balance.granted)],
    ]),
  );
  return exits.done;
}

type Entry = Awaited<ReturnType<Client['credits']['ledger']>>['entries'][number];

const pageSize = 500;

async function entriesOf(link: Link, most: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let before: number | null = null; ; ) {
    const page: { entries: Entry[]; next: number | null } = await link.ask((client) =>
      client.credits.ledger({ limit: Math.min(pageSize, most - entries.length), before }),
    );
    entries.push(...page.entries);
    before = page.next;
    if (before === null || entries.length >= most) return entries;
  }
}

const entryColumns = [
  { title: 'ENTRY', right: true },
  { title: 'AT' },
  { title: 'KIND' },
  { title: 'AMOUNT', right: true },
  { title: 'AVAILABLE', right: true },
  { title: 'JOB' },
  { title: 'REASON' },
];

const onScreen = 50;

async function showLedger(call: Call): Promise<number> {
  const asCsv = call.values.csv === true;
  if (asCsv && call.json) {
    throw new RushesError('BAD_INPUT', {
      field: '--csv',
      rule: 'left out where --json is given',
      found: 'given as well',
    });
  }
  const limit = textOf(call.values, 'limit');
  const whole = asCsv || call.json;
  const most = limit === undefined ? (whole ? Number.POSITIVE_INFINITY : onScreen) : Number(limit);
  const entries = await entriesOf(await call.connect(false), most);
  if (asCsv) {
    call.screen.file(ledgerCsv(entries));
    return exits.done;
  }
  call.screen.show({ entries }, () => {
    if (entries.length === 0) return 'The ledger is empty.';
    const rows = entries.map((e) => [
      String(e.id),
      localTime(e.at),
      e.kind,
      String(e.amount),
      String(e.available),
      e.job ?? '',
      e.reason,
    ]);
    const more =
      entries.length === most ? `\nThe newest ${most}; \`rushes ledger --limit N\` shows more.` : '';
    return table(entryColumns, rows) + more;
  });
  return exits.done;
}

function limitsOf(values: Values): Partial<BudgetLimits> {
  const limits: Partial<BudgetLimits> = {};
  const credits = { job: 'job', day: 'day', month: 'month' } as const;
  const usd = { 'usd-job': 'usdJob', 'usd-day': 'usdDay', 'usd-month': 'usdMonth' } as const;
  for (const [flag, name] of Object.entries(credits)) {
    const value = textOf(values, flag);
    if (value !== undefined) limits[name] = value === 'none' ? null : creditsOf(flag, value);
  }
  for (const [flag, name] of Object.entries(usd)) {
    const value = textOf(values, flag);
    if (value !== undefined) limits[name] = value === 'none' ? null : dollarsOf(flag, value);
  }
  if (Object.keys(limits).length > 0) return limits;
  const rule = `at least one of ${Object.keys(budgetOptions)
    .map((name) => `--${name}`)
    .join(', ')}`;
  throw new RushesError('BAD_INPUT', { field: 'limits', rule, found: 'missing' });
}

function creditsOf(flag: string, value: string): number {
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new RushesError('BAD_INPUT', {
    field: `--${flag}`,
    rule: 'a whole number of credits, or none',
    found: `"${value}"`,
  });
}

function dollarsOf(flag: string, value: string): number {
  if (/^\d{1,9}(?:\.\d{1,6})?$/.test(value)) return Number(value);
  const rule = 'a number of dollars such as 2.50, or none';
  throw new RushesError('BAD_INPUT', { field: `--${flag}`, rule, found: `"${value}"` });
}

type Report = Awaited<ReturnType<Client['budget']['get']>>;

function showBudget(call: Call, report: Report): number {
  const { limits, used } = report;
  const credits = (n: number | null): string => (n === null ? 'no limit' : `${n} credits`);
  const usd = (n: number | null): string => (n === null ? 'no limit' : dollars(n));
  call.screen.show(report, () =>
    table(
      [
        { title: 'PER' },
        { title: 'CREDITS', right: true },
        { title: 'USED', right: true },
        { title: 'DOLLARS', right: true },
        { title: 'USED', right: true },
      ],
      [
        ['job', credits(limits.job), '', usd(limits.usdJob), ''],
        ['day', credits(limits.day), String(used.day), usd(limits.usdDay), dollars(used.usdDay)],
        ['month', credits(limits.month), String(used.month), usd(limits.usdMonth), dollars(used.usdMonth)],
      ],
    ),
  );
  return exits.done;
}
