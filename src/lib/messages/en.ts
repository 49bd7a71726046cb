import { common, commonErrors } from './en/common.js';
import { doctor, doctorErrors } from './en/doctor.js';

/** The English catalogue. It is the type: a language that lacks a sentence does not compile. */
export const en = {
  common,
  doctor,
  errors: {
    ...commonErrors,
    ...doctorErrors,
  },
};

export type Messages = typeof en;
