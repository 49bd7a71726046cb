import { common, commonErrors } from './en/common.js';
import { doctor, doctorErrors } from './en/doctor.js';
import { tunnel, tunnelErrors } from './en/tunnel.js';

/** The English catalogue. It is the type: a language that lacks a sentence does not compile. */
export const en = {
  common,
  doctor,
  tunnel,
  errors: {
    ...commonErrors,
    ...doctorErrors,
    ...tunnelErrors,
  },
};

export type Messages = typeof en;
