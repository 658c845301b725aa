import { setNonce } from 'get-nonce';
import * as z from 'zod/mini';

/** Imported first: schemas are walked, not compiled, because the page allows no `eval`; floating layers get the page's style nonce. */
z.config({ jitless: true });
const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
if (meta?.nonce) setNonce(meta.nonce);
