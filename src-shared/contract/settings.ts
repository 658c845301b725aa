import { oc } from '@orpc/contract';
import { partial } from 'zod/mini';
import { settings } from '../domain/settings.ts';

export const settingsContract = {
  get: oc.output(settings),
  set: oc.input(partial(settings)).output(settings),
};
