import type { Messages } from '../../../messages/en.js';
import type { Diagnosis } from '../../../probe/diagnosis/diagnosis.js';
import type { ProbeResult } from '../../../probe/result.js';
import type { TargetKind } from '../../../probe/target/target.js';
import { diagnosesOf } from './words.js';

/** What a pass proved, in a word or two; the codes of all else. More than one attempt stays visible. */
export function detailLines(result: ProbeResult, text: Messages): string[] {
  const codes = diagnosesOf(result).map((found) => codeWithFact(found, text));
  const lines = codes.length > 0 ? codes : seenBy(result, text);
  const { attempts, stats } = result;
  return attempts.length > 1 && stats === null ? [...lines, text.probe.attempts(attempts.length)] : lines;
}

/** Where targets that share a code differ, the difference goes with it: `HTTP_STATUS 503`. */
function codeWithFact(found: Diagnosis, text: Messages): string {
  switch (found.code) {
    case 'HTTP_STATUS':
      return `${found.code} ${found.facts.status}`;
    case 'DNS_RCODE':
      return `${found.code} ${found.facts.rcode}`;
    case 'WS_REFUSED':
      return found.facts.status === null ? found.code : `${found.code} ${found.facts.status}`;
    case 'GRPC_NOT_SERVING':
      return found.facts.status === 'NOT_SERVING' ? found.code : `${found.code} ${found.facts.status}`;
    case 'APP_WRONG_PROTOCOL':
      return found.facts.protocol === 'unknown' ? found.code : `${found.code} ${found.facts.protocol}`;
    case 'APP_WHITELIST':
      return found.facts.clientIp === null ? found.code : `${found.code} ${found.facts.clientIp}`;
    case 'CERT_EXPIRES_SOON':
      return `${found.code} ${text.probe.days(found.facts.days)}`;
    default:
      return found.code;
  }
}

type Seen = (result: ProbeResult, text: Messages) => readonly (string | null)[];

const statusSeen: Seen = ({ details: { app } }) => [shown(app?.status)];

const redisSeen: Seen = ({ details: { app } }, text) => [
  app?.reply === '+PONG' ? 'PONG' : null,
  noteOf(app?.note, text),
];

/** MySQL and SSH say which version answers; PostgreSQL only whether it offers TLS. */
const serverSeen: Seen = ({ details: { app } }, text) => [
  shown(app?.serverVersion) ?? (typeof app?.tls === 'boolean' ? text.probe.offersTls(app.tls) : null),
  noteOf(app?.note, text),
];

const grpcSeen: Seen = ({ details: { app } }, text) => [shown(app?.status), noteOf(app?.note, text)];

const seenByKind: Readonly<Record<TargetKind, Seen>> = {
  tcp: ({ details: { app } }, text) => [shown(app?.protocol) ?? text.probe.open],
  http: statusSeen,
  https: statusSeen,
  ws: statusSeen,
  wss: statusSeen,
  redis: redisSeen,
  rediss: redisSeen,
  tls: ({ details: { tls } }, text) => [
    tls?.protocol ?? null,
    tls?.daysLeft == null ? null : text.probe.daysLeft(tls.daysLeft),
  ],
  mysql: serverSeen,
  postgres: serverSeen,
  ssh: serverSeen,
  grpc: grpcSeen,
  grpcs: grpcSeen,
  dns: ({ details: { app } }) => [firstAnswer(app?.answers)],
  proxy: ({ details: { app } }, text) => [
    shown(app?.canary) === null ? text.probe.proxyAnswers : text.probe.proxyOpens(String(app?.canary)),
    app?.credentials === 'accepted' ? text.probe.loginAccepted : null,
  ],
};

function seenBy(result: ProbeResult, text: Messages): string[] {
  const lines = seenByKind[result.kind](result, text).filter((line) => line !== null);
  return lines.length > 0 ? lines : ['-'];
}

function noteOf(note: unknown, text: Messages): string | null {
  const notes: Readonly<Record<string, string>> = text.probe.notes;
  return (typeof note === 'string' ? notes[note] : null) ?? null;
}

/** The first, and how many more there are. */
function firstAnswer(answers: unknown): string | null {
  if (!Array.isArray(answers)) return shown(answers);
  const [first, ...others] = answers.map(String);
  return first === undefined ? null : `${first}${others.length === 0 ? '' : ` +${others.length}`}`;
}

function shown(value: unknown): string | null {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : null;
}
