import { common, commonErrors } from './en/common.js';

/** The English catalogue. It is the type: a language that lacks a sentence does not compile. */
export const en = {
  common,
  errors: { ...commonErrors },
};

export type Messages = typeof en;
