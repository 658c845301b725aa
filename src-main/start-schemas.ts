import * as z from 'zod/mini';

/**
 * Imported first by every program, because schemas look at it when they are made. Schemas are walked, not compiled: the
 * compiler wants `eval`, which the studio's pages do not allow, and costs more at a start than it gives back.
 */
z.config({ jitless: true });
