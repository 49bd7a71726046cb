import type { Messages } from './en.js';
import { common, commonErrors } from './zh/common.js';
import { doctor, doctorErrors } from './zh/doctor.js';

export const zh: Messages = {
  common,
  doctor,
  errors: {
    ...commonErrors,
    ...doctorErrors,
  },
};
