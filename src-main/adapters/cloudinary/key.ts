/** The three parts of an account, kept as ONE string: `cloudinary://API_KEY:API_SECRET@CLOUD_NAME`. */
export type Account = { cloudName: string; apiKey: string; apiSecret: string };

/** The name before it is what Cloudinary's console copies along. */
const shape = /^(?:CLOUDINARY_URL=)?cloudinary:\/\/([\w.~+-]+):([\w.~+-]+)@([\w-]+)$/;

/** The account that a key names; null where the text is no such key. Parts of other letters are no key of Cloudinary. */
export function parseCloudinaryKey(key: string): Account | null {
  const [, apiKey, apiSecret, cloudName] = shape.exec(key.trim()) ?? [];
  return apiKey && apiSecret && cloudName ? { cloudName, apiKey, apiSecret } : null;
}
