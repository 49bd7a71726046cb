import { common, commonErrors } from './en/common.js';
import { doctor, doctorErrors } from './en/doctor.js';
import { probe, probeErrors } from './en/probe.js';
import { tunnel, tunnelErrors } from './en/tunnel.js';

/** The English catalogue. It is the type: a language that lacks a sentence does not compile. */
export const en = {
  common,
  doctor,
  probe,
  tunnel,
  errors: {
    ...commonErrors,
    ...doctorErrors,
    ...probeErrors,
    ...tunnelErrors,
  },
};

export type Messages = typeof en;
