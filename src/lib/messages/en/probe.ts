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

/** What each code means and what to do about it. */
const diagnoses = { ...proxyDiagnoses, ...targetDiagnoses, ...tlsDiagnoses, ...appDiagnoses };

export const probe = {
  diagnoses,
  explanation,
  trace,
  reports,
  ...tableWords,
  page: pageWords,
  droppedVariable: (variable: string) =>
    `${variable} is not a valid proxy URL; Go programs ignore it without a word, so this goes direct.`,
};
