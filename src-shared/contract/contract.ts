import { appContract } from './app.ts';
import { assetsContract, mediaContract } from './assets.ts';
import { budgetContract, creditsContract } from './credits.ts';
import { inputsContract } from './inputs.ts';
import { jobsContract, queueContract } from './jobs.ts';
import { keysContract } from './providers.ts';
import { settingsContract } from './settings.ts';
import { studioContract } from './studio.ts';
import { libraryContract, takesContract } from './takes.ts';

/** Every call that a screen, a script or a second process can make. */
export const contract = {
  jobs: jobsContract,
  queue: queueContract,
  takes: takesContract,
  library: libraryContract,
  inputs: inputsContract,
  assets: assetsContract,
  media: mediaContract,
  credits: creditsContract,
  budget: budgetContract,
  keys: keysContract,
  settings: settingsContract,
  studio: studioContract,
  app: appContract,
};
