import type { Messages } from './en.js';
import { cloud, cloudErrors } from './zh/cloud.js';
import { common, commonErrors } from './zh/common.js';
import { demo, demoErrors } from './zh/demo.js';
import { doctor, doctorErrors } from './zh/doctor.js';
import { doctorFix, doctorFixErrors } from './zh/doctor-fix.js';
import { doctorReport } from './zh/doctor-report.js';
import { explain, explainErrors } from './zh/explain.js';
import { probe, probeErrors } from './zh/probe.js';
import { sandbox, sandboxErrors } from './zh/sandbox.js';
import { tunnel, tunnelErrors } from './zh/tunnel.js';
import { tunnelAccess, tunnelAccessErrors } from './zh/tunnel-access.js';
import { tunnelPage, tunnelPageErrors } from './zh/tunnel-page.js';
import { tunnelStatus, tunnelStatusErrors } from './zh/tunnel-status.js';
import { tunnelUpstreamErrors } from './zh/tunnel-upstreams.js';

export const zh: Messages = {
  common,
  cloud,
  demo,
  doctor,
  doctorFix,
  doctorReport,
  explain,
  probe,
  sandbox,
  tunnel,
  tunnelAccess,
  tunnelPage,
  tunnelStatus,
  errors: {
    ...commonErrors,
    ...doctorErrors,
    ...doctorFixErrors,
    ...explainErrors,
    ...probeErrors,
    ...cloudErrors,
    ...sandboxErrors,
    ...tunnelErrors,
    ...tunnelAccessErrors,
    ...tunnelPageErrors,
    ...tunnelStatusErrors,
    ...tunnelUpstreamErrors,
    ...demoErrors,
  },
};
