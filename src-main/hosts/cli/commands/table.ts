import type { Command } from '../command.ts';
import { actCommands } from './act.ts';
import { assetCommands } from './assets.ts';
import { callCommand } from './call.ts';
import { demoRunCommand } from './demo-run.ts';
import { doctorCommand } from './doctor.ts';
import { goOnCommands } from './go-on.ts';
import { jobCommands } from './jobs.ts';
import { keyCommands } from './keys.ts';
import { mediaCommands } from './media.ts';
import { moneyCommands } from './money.ts';
import { openCommand } from './open.ts';
import { runCommand } from './run.ts';
import { simulateCommand } from './simulate.ts';
import { workCommand } from './work.ts';

/** Every command, in the order in which help shows them. A new one is a row in one of these files. */
export const commands: readonly Command[] = [
  runCommand,
  ...goOnCommands,
  ...actCommands,
  workCommand,
  ...jobCommands,
  ...assetCommands,
  ...moneyCommands,
  ...keyCommands,
  ...mediaCommands,
  openCommand,
  doctorCommand,
  simulateCommand,
  callCommand,
  demoRunCommand,
];
