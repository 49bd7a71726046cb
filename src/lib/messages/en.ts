import { cloud, cloudErrors } from './en/cloud.js';
import { common, commonErrors } from './en/common.js';
import { demo, demoErrors } from './en/demo.js';
import { doctor, doctorErrors } from './en/doctor.js';
import { doctorFix, doctorFixErrors } from './en/doctor-fix.js';
import { doctorReport } from './en/doctor-report.js';
import { explain, explainErrors } from './en/explain.js';
import { probe, probeErrors } from './en/probe.js';
import { sandbox, sandboxErrors } from './en/sandbox.js';
import { tunnel, tunnelErrors } from './en/tunnel.js';
import { tunnelAccess, tunnelAccessErrors } from './en/tunnel-access.js';
import { tunnelPage, tunnelPageErrors } from './en/tunnel-page.js';
import { tunnelStatus, tunnelStatusErrors } from './en/tunnel-status.js';
import { tunnelUpstreamErrors } from './en/tunnel-upstreams.js';

/** The English catalogue. It is the type: a language that lacks a sentence does not compile. */
export const en = {
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

export type Messages = typeof en;
