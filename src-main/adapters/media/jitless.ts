import * as z from 'zod/mini';

/** Imported first by the media program: schemas look at it when they are made, and compiling them wants `eval`. */
z.config({ jitless: true });
