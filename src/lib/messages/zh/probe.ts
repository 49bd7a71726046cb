import type { probe as english } from '../en/probe.js';
import { appDiagnoses } from './probe/app-diagnoses.js';
import { explanation } from './probe/explanation.js';
import { pageWords } from './probe/page.js';
import { proxyDiagnoses } from './probe/proxy-diagnoses.js';
import { reports } from './probe/reports.js';
import { tableWords } from './probe/table.js';
import { targetDiagnoses } from './probe/target-diagnoses.js';
import { tlsDiagnoses } from './probe/tls-diagnoses.js';
import { trace } from './probe/trace.js';

export { probeErrors } from './probe/errors.js';

const diagnoses = { ...proxyDiagnoses, ...targetDiagnoses, ...tlsDiagnoses, ...appDiagnoses };

export const probe: typeof english = {
  diagnoses,
  explanation,
  trace,
  reports,
  ...tableWords,
  page: pageWords,
  droppedVariable: (variable) => `${variable} 不是有效的代理 URL；Go 程序会默默忽略它，因此改为直连。`,
};
