import { RushesError } from '../../src-shared/contract/errors.ts';
import { api, type Context } from './base.ts';

/** The studio's own calls, for who asks from beside it: another process at the profile's socket, a page. */
const here = ({ studio }: Context): NonNullable<Context['studio']> => {
  if (studio) return studio;
  throw new RushesError('NOT_ALLOWED', {
    subject: 'The profile',
    found: 'in use by a Rushes without screens',
    rule: 'the studio',
    detail: 'Wait until that command has ended, or end it; then run `rushes open`.',
  });
};

export const studio = {
  link: api.studio.link.handler(async ({ input, context }) => ({
    url: await here(context).link(input.fresh),
  })),
  demo: api.studio.demo.handler(({ context }) => here(context).demo()),
};
