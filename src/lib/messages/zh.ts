import type { Messages } from './en.js';
import { common, commonErrors } from './zh/common.js';
import { doctor, doctorErrors } from './zh/doctor.js';
import { probe, probeErrors } from './zh/probe.js';
import { tunnel, tunnelErrors } from './zh/tunnel.js';

export const zh: Messages = {
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
