import { en } from './en.ts';

/** Every word on the screen. One language for now; a second one is another object of the same shape. */
export const say = en;
