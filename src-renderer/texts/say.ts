import { en } from './en.ts';

/**
 * Every word that the studio adds to what the engine tells: labels of forms stand with their workflows, sentences of errors in
 * src-shared/texts, because the command line says them, too. One language for now; a second one is another object of the same shape.
 */
export const say = en;
