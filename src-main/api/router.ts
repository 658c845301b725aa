import { app } from './app.ts';
import { assets, media } from './assets.ts';
import { api } from './base.ts';
import { budget, credits } from './credits.ts';
import { inputs } from './inputs.ts';
import { jobs, queue } from './jobs.ts';
import { keys } from './providers.ts';
import { settings } from './settings.ts';
import { studio } from './studio.ts';
import { library, takes } from './takes.ts';

/** Every call of the contract and its handler; the type refuses a missing and an extra one. */
export const router = api.router({
  jobs,
  queue,
  takes,
  library,
  inputs,
  assets,
  media,
  credits,
  budget,
  keys,
  settings,
  app,
  studio,
});
