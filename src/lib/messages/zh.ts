import type { Messages } from './en.js';
import { cloud, cloudErrors } from './zh/cloud.js';
import { common, commonErrors } from './zh/common.js';
import { demo, demoErrors } from './zh/demo.js';
import { doctor, doctorErrors } from './zh/doctor.js';
import { probe, probeErrors } from './zh/probe.js';
import { sandbox, sandboxErrors } from './zh/sandbox.js';
import { tunnel, tunnelErrors } from './zh/tunnel.js';

export const zh: Messages = {
  common,
  cloud,
  demo,
  doctor,
  probe,
  sandbox,
  tunnel,
  errors: {
    ...commonErrors,
    ...doctorErrors,
    ...probeErrors,
    ...cloudErrors,
    ...sandboxErrors,
    ...tunnelErrors,
    ...demoErrors,
  },
};
