import { CirclePlay, type LucideIcon, PenLine, UserRound } from 'lucide-react';
import type { Client } from '../../api/client.ts';
import { call } from '../../api/connect.ts';
import { useInComposer } from '../../stores/drafts.ts';
import { attempt } from '../../stores/notices.ts';
import { say } from '../../texts/say.ts';

const words = say.firstRun;

export type SampleName = Parameters<Client['inputs']['sample']>[0]['name'];

type Sample = { name: SampleName; shown: string };

/** Something to begin with: a workflow, the samples that fill its files, and what is typed into it. */
export type Starter = {
  id: 'talking' | 'product' | 'script';
  workflow: string;
  icon: LucideIcon;
  samples: { image?: Sample; audio?: Sample };
  values: Readonly<Record<string, unknown>>;
};

export const starters = [
  {
    id: 'talking',
    workflow: 'ugc_video',
    icon: UserRound,
    samples: {
      image: { name: 'portrait.jpg', shown: words.portrait },
      audio: { name: 'voice-12s.mp3', shown: words.voice },
    },
    values: { mode: 'talking', prompt: words.values.talking },
  },
  {
    id: 'product',
    workflow: 'image_to_video',
    icon: CirclePlay,
    samples: { image: { name: 'product.jpg', shown: words.product } },
    values: { prompt: words.values.product },
  },
  {
    id: 'script',
    workflow: 'chat',
    icon: PenLine,
    samples: {},
    values: { prompt: words.values.script },
  },
] as const satisfies Starter[];

/** Fills the composer with a starter; the next press is its main button. */
export const begin = ({ workflow, samples, values }: Starter): Promise<boolean> =>
  attempt(async () => {
    const files = await Promise.all(
      Object.entries(samples).map(async ([field, { name }]) => {
        const { id } = await call((client) => client.inputs.sample({ name }));
        return [field, `staged:${id}`] as const;
      }),
    );
    const shown = Object.fromEntries(Object.entries(samples).map(([field, sample]) => [field, sample.shown]));
    useInComposer({ workflow, values: { ...values, ...Object.fromEntries(files) }, shown });
  });

export type Demo = { url: string; opened: boolean };

/**
 * Opens the demo beside a real profile, by the host: a studio takes nobody in who comes from a page of another port. Null where that failed.
 */
export async function openDemo(): Promise<Demo | null> {
  let found: Demo | null = null;
  await attempt(async () => {
    found = await call((client) => client.studio.demo());
  });
  return found;
}
