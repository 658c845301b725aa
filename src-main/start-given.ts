import { RushesError } from '../src-shared/contract/errors.ts';
import type { ProviderId } from '../src-shared/domain/request.ts';

/** What the environment gave, read once and dropped from it. */
export type GivenWorld = {
  keys: Partial<Record<ProviderId, string>>;
  urls: { openrouter?: string | undefined; fal?: string | undefined; cloudinary?: string | undefined };
};

const keyNames = [
  'OPENROUTER_API_KEY',
  'FAL_API_KEY',
  'FAL_KEY',
  'CLOUDINARY_CLOUD_NAME',
  'CLOUDINARY_API_KEY',
  'CLOUDINARY_API_SECRET',
];

/** The variables with keys, as they stand in the environment. */
export const keysIn = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(keyNames.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));

/** Keys and addresses of the environment, taken out of it so that no child process and no crash report has them. */
export function takeFromEnv(env: NodeJS.ProcessEnv): GivenWorld {
  const take = (name: string): string | undefined => {
    const value = env[name]?.trim();
    delete env[name];
    return value === '' ? undefined : value;
  };
  const [fal, falKey] = [take('FAL_API_KEY'), take('FAL_KEY')];
  if (fal && falKey && fal !== falKey)
    throw new RushesError('KEYS_DIFFER', { field: 'FAL_API_KEY and FAL_KEY' });
  const openrouter = take('OPENROUTER_API_KEY');
  const cloudinary = cloudinaryKey({
    CLOUDINARY_CLOUD_NAME: take('CLOUDINARY_CLOUD_NAME'),
    CLOUDINARY_API_KEY: take('CLOUDINARY_API_KEY'),
    CLOUDINARY_API_SECRET: take('CLOUDINARY_API_SECRET'),
  });
  // Read by the vendors' SDKs behind our back.
  for (const name of ['OPENAI_API_KEY', 'OPENAI_ADMIN_KEY', 'OPENAI_CUSTOM_HEADERS', 'CLOUDINARY_URL'])
    delete env[name];
  return {
    keys: {
      ...(openrouter ? { openrouter } : {}),
      ...((fal ?? falKey) ? { fal: (fal ?? falKey) as string } : {}),
      ...(cloudinary ? { cloudinary } : {}),
    },
    urls: {
      openrouter: urlOf(env, 'RUSHES_OPENROUTER_URL'),
      fal: urlOf(env, 'RUSHES_FAL_URL'),
      cloudinary: urlOf(env, 'RUSHES_CLOUDINARY_URL'),
    },
  };
}

/** The three variables of Cloudinary as the one key that is kept; all of them or none. */
function cloudinaryKey(given: Record<string, string | undefined>): string | null {
  const missing = Object.keys(given).filter((name) => given[name] === undefined);
  if (missing.length === Object.keys(given).length) return null;
  if (missing.length > 0)
    throw new RushesError('BAD_INPUT', {
      field: missing[0],
      rule: 'set together with the other CLOUDINARY_ variables',
      found: 'missing',
    });
  const { CLOUDINARY_CLOUD_NAME: cloud, CLOUDINARY_API_KEY: key, CLOUDINARY_API_SECRET: secret } = given;
  return `cloudinary://${key}:${secret}@${cloud}`;
}

function urlOf(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name]?.trim();
  if (!value) return undefined;
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw new RushesError('BAD_INPUT', {
      field: name,
      rule: 'an address that begins with http:// or https://',
    });
  }
  return value.replace(/\/+$/, '');
}
