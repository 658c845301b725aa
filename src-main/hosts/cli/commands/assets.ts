import type { Job } from '../../../../src-shared/contract/shapes.ts';
import type { Client } from '../../../api/client.ts';
import { idOf } from '../args.ts';
import { askJob } from '../ask-job.ts';
import type { Command } from '../command.ts';
import { exits } from '../exit-codes.ts';
import { goneText, localTime, shapeWords } from '../show-job.ts';
import { sizeWords, table } from '../table.ts';

/** Commands about the files of takes. */
export const assetCommands: readonly Command[] = [
  {
    name: 'assets',
    usage: 'assets JOB',
    summary: "a job's inputs and the files of its takes",
    options: {},
    takes: ['JOB'],
    run: async (call) => {
      const job = await askJob(call);
      const assets = job.takes.flatMap((take) =>
        take.assets.map((a) => ({ take: take.id, stage: take.stage, ...a })),
      );
      call.screen.show({ inputs: job.inputs, assets }, () => filesText(job));
      return exits.done;
    },
  },
  {
    name: 'star',
    usage: 'star TAKE [--off]',
    summary: 'keep a take for ever',
    options: { off: { summary: 'take the star away' } },
    takes: ['TAKE'],
    run: async (call) => {
      const id = idOf(call.positionals[0], 'TAKE');
      const link = await call.connect(false);
      const answer = await link.ask((client) => client.takes.star({ take: id, starred: !call.values.off }));
      call.screen.show(
        answer,
        () =>
          `Take ${id} is ${answer.take.starred ? 'starred: it is never cleared away' : 'no longer starred'}.`,
      );
      return exits.done;
    },
  },
  {
    name: 'evict',
    usage: 'evict [--dry-run]',
    summary: 'clear away the oldest takes that are over the limits; starred ones stay',
    options: { 'dry-run': { summary: 'only say which would go' } },
    takes: [],
    run: async (call) => {
      const dryRun = call.values['dry-run'] === true;
      const link = await call.connect(false);
      const report = await link.ask((client) => client.assets.evict({ dryRun }));
      call.screen.show({ ...report, dryRun }, () => evictedText(report, dryRun));
      return exits.done;
    },
  },
];

const fileColumns = [
  { title: 'TAKE' },
  { title: 'STAGE' },
  { title: 'KIND' },
  { title: 'WHAT' },
  { title: 'BYTES', right: true },
  { title: 'PATH' },
];

/** Inputs first, then the files of each take; below them the links of the mirror, where there are any. */
function filesText(job: Job): string {
  const inputs = job.inputs.map((one) => [
    '',
    'input',
    one.field,
    shapeWords(one),
    String(one.bytes),
    one.path,
  ]);
  const takes = job.takes.flatMap((take) => {
    const gone = goneText(take);
    return gone === null
      ? take.assets.map((a) => [take.id, take.stage, a.kind, shapeWords(a), String(a.bytes), a.path])
      : [[take.id, take.stage, '', gone, '', '']];
  });
  const rows = [...inputs, ...takes];
  if (rows.length === 0) return 'There is no take yet.';
  const links = job.takes.flatMap((take) =>
    take.assets.flatMap((a) => (a.mirror ? [a.mirror.deliveryUrl] : [])),
  );
  return `${table(fileColumns, rows)}${links.length > 0 ? `\n\nMirrored:\n${links.join('\n')}` : ''}`;
}

type Report = Awaited<ReturnType<Client['assets']['evict']>>;

function evictedText({ evicted, bytes, kept }: Report, dryRun: boolean): string {
  const rest = `${kept.takes} takes are kept, ${sizeWords(kept.bytes)}.`;
  if (evicted.length === 0) return `Nothing is over the limits. ${rest}`;
  const rows = evicted.map((one) => [
    one.take,
    one.workflow,
    one.stage,
    localTime(one.at),
    String(one.bytes),
  ]);
  const columns = [
    { title: 'TAKE' },
    { title: 'WORKFLOW' },
    { title: 'STAGE' },
    { title: 'MADE' },
    { title: 'BYTES', right: true },
  ];
  const said = dryRun
    ? `These would go: ${sizeWords(bytes)}. Nothing was cleared away.`
    : `Cleared away: ${sizeWords(bytes)}.`;
  return `${table(columns, rows)}\n\n${said} ${rest}`;
}
