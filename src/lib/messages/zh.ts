import type { Messages } from './en.js';
import { common, commonErrors } from './zh/common.js';
import { doctor, doctorErrors } from './zh/doctor.js';
import { tunnel, tunnelErrors } from './zh/tunnel.js';

export const zh: Messages = {
  common,
  doctor,
  tunnel,
  errors: {
    ...commonErrors,
    ...doctorErrors,
    ...tunnelErrors,
  },
};
