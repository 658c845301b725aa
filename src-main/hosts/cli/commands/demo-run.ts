import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { RushesError } from '../../../../src-shared/contract/errors.ts';
import type { Job } from '../../../../src-shared/contract/shapes.ts';
import type { Call, Command } from '../command.ts';
import type { Link } from '../link.ts';
import { stateWord } from '../show-job.ts';
import { table } from '../table.ts';
import { StoppedWaiting, type Waited, waitFor } from '../waiting.ts';

/** What `npm run demo` shows: every row is one job, from its preview to its final. Another workflow is another row. */
const rowsWith = (sample: (name: string) => string): Row[] => [
  {
    workflow: 'chat',
    params: {
      prompt:
        'Write a 12 second hook for a bamboo toothbrush, as a friend would say it in front of the mirror.',
    },
  },
  {
    workflow: 'image_prompt',
    params: {
      prompt: 'a bamboo toothbrush in a bathroom, morning light',
      image: sample('product.jpg'),
      style: 'ugc',
      aspect_ratio: '9:16',
    },
  },
  {
    workflow: 'tts',
    params: {
      voice: 'Sarah',
      text:
        'Okay, I have to show you this. I threw out every plastic brush in our bathroom, and this is what I use now. ' +
        'It is bamboo, it is soft, and when it is done it goes into the compost. Honestly? My teeth have never felt this clean. ' +
        'Try it for a month, and send the old ones packing.',
    },
  },
  {
    workflow: 'image_to_video',
    params: { prompt: 'slow push in on the product', image: sample('product.jpg'), duration: 5, fps: 24 },
  },
  {
    workflow: 'image_to_video_audio',
    params: {
      prompt: 'a bathroom in the morning, nobody there',
      image: sample('room.jpg'),
      audio_prompt: 'tap water',
      ambient: 'birds',
      duration: 5,
    },
  },
  {
    workflow: 'ugc_video',
    params: { image: sample('portrait.jpg'), audio: sample('voice-12s.mp3'), mode: 'talking' },
  },
];
type Row = { workflow: string; params: Record<string, unknown> };

export const demoRunCommand: Command = {
  name: 'demo-run',
  usage: 'demo-run',
  summary: 'run one job of each workflow in the demo profile',
  options: {},
  takes: [],
  hidden: true,
  run,
};

async function run(call: Call): Promise<number> {
  if (!call.demo) {
    throw new RushesError('BAD_INPUT', {
      field: '--demo',
      rule: 'given: this never runs on a real profile',
      found: 'missing',
    });
  }
  const { screen } = call;
  const rows = rowsWith((name) => join(call.world.samples, name));
  const link = await call.connect(true);
  screen.note(
    'This runs the six workflows in the demo profile: simulated providers on this machine, play credits, nothing is paid.\n' +
      'Every job makes its preview first, then its final.\n',
  );
  await grantWhatLacks(call, link, rows);
  const jobs: Job[] = [];
  for (const { workflow, params } of rows) {
    const key = randomBytes(16).toString('hex');
    const made = await link.ask((client) => client.jobs.create({ workflow, params, review: 'auto', key }));
    jobs.push(...made.jobs);
  }
  let waited: Waited;
  try {
    waited = await waitFor(call, link, jobs);
  } catch (error) {
    if (error instanceof StoppedWaiting) return error.show(call, true);
    throw error;
  }
  const credits = await link.ask((client) => client.credits.balance());
  screen.show({ jobs: waited.jobs, credits }, () =>
    [
      takesTable(waited.jobs),
      ...waited.jobs.flatMap((job) =>
        job.error ? [`${job.workflow}: ${job.error.message} ${job.error.next}`] : [],
      ),
      `Credits: ${credits.available} available, ${credits.held} held, ${credits.spent} spent.\nFiles: ${join(call.folder, 'assets')}`,
      'Try `rushes run tts --text "Hello" --voice Aria`, or `rushes --help`.',
    ].join('\n\n'),
  );
  return waited.code;
}

/** A demo account that is too poor for another run grants itself what it lacks, and says so. */
async function grantWhatLacks({ screen }: Call, link: Link, rows: readonly Row[]): Promise<void> {
  let needed = 0;
  for (const { workflow, params } of rows) {
    needed += (await link.ask((client) => client.jobs.estimate({ workflow, params }))).price.total;
  }
  const { available } = await link.ask((client) => client.credits.balance());
  const lack = needed - available;
  if (lack <= 0) return;
  const key = randomBytes(16).toString('hex');
  await link.ask((client) => client.credits.grant({ amount: lack, key, note: 'demo run' }));
  screen.note(
    `The demo account has ${available} credits and this needs ${needed}: it grants itself ${lack}.`,
  );
}

const columns = [
  { title: 'WORKFLOW' },
  { title: 'STATE' },
  { title: 'CREDITS', right: true },
  { title: 'STAGE' },
  { title: 'TAKE' },
];

/** State, credits and path per take; the credits of a job stand once, beside its first. */
function takesTable(jobs: readonly Job[]): string {
  return table(
    columns,
    jobs.flatMap((job) => {
      const takes = job.takes.flatMap((take) =>
        take.assets
          .filter((asset) => asset.kind !== 'thumbnail' && asset.kind !== 'peaks')
          .map((asset) => [take.stage, asset.path] as const),
      );
      const lines = takes.length > 0 ? takes : [[job.stage, 'no take'] as const];
      return lines.map(([stage, path], i) => [
        job.workflow,
        stateWord(job.state),
        i === 0 ? String(job.hold.captured) : '',
        stage,
        path,
      ]);
    }),
  );
}
