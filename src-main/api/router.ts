import { app } from './app.ts';
import { assets, media } from './assets.ts';
import { api } from './base.ts';
import { budget, credits } from './credits.ts';
import { jobs, queue } from './jobs.ts';
import { keys } from './providers.ts';
import { settings } from './settings.ts';
import { takes } from './takes.ts';

/** Every call of the contract and its handler; the type refuses a missing and an extra one. */
export const router = api.router({ jobs, queue, takes, assets, media, credits, budget, keys, settings, app });
