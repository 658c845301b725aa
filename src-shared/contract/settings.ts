import { oc } from '@orpc/contract';
import { settings } from '../domain/settings.ts';

export const settingsContract = {
  get: oc.output(settings),
  set: oc.input(settings.partial()).output(settings),
};
