import type { PhaseName } from '../../../proxy/way/phases.js';

/** The words of the HTML page and of the Markdown report, beside those of the table. */
export const pageWords = {
  title: 'aliproxy probe',
  /** What the run comes to. */
  verdict: ({ total, warn, fail }: { total: number; warn: number; fail: number }) => {
    if (total === 0) return 'Nothing was probed to its end';
    if (fail > 0) return `${fail} of ${total} failed`;
    const all = total === 1 ? 'The target passed' : `All ${total} passed`;
    return warn === 0 ? all : `${all}, ${warn} with a warning`;
  },
  tiles: { total: 'probed', pass: 'passed', warn: 'with a warning', fail: 'failed' },
  facts: { when: 'Started', took: 'Took', blame: 'The fault lies with', program: 'aliproxy' },
  seconds: (count: string) => `${count} s`,
  problems: 'What is wrong',
  targets: 'Targets',
  show: 'Show',
  showAll: 'all',
  affected: (count: number) => (count === 1 ? '1 target' : `${count} targets`),
  phaseHead: 'Phase',
  start: 'From',
  took: 'Took',
  course: 'Course',
  phases: {
    proxyDns: "the proxy's name",
    proxyTcp: 'connection to the proxy',
    proxyTls: 'TLS with the proxy',
    tunnel: 'the proxy opens the way',
    targetDns: "the target's name",
    targetTcp: 'connection to the target',
    tls: 'TLS with the target',
    app: "the target's answer",
    transfer: 'the body',
  } satisfies Record<PhaseName, string>,
  between: 'in no phase',
  total: 'Total',
  sides: { proxy: 'proxy', target: 'target' },
  failedPhase: 'failed here',
  reading:
    'Times in milliseconds, of the last attempt. Phases are drawn one after the other in this order; time between them stands apart. In a chain of proxies the times of all hops add up.',
  proxyReply: "The proxy's answer",
  tls: 'TLS with the target',
  app: "The target's answer",
  attempts: 'Attempts',
  attempt: 'Attempt',
  outcome: 'Outcome',
  stats: 'All probes',
  chain: 'Certificates',
  certificate: { subject: 'Certificate', issuer: 'Issued by', validTo: 'Ends', left: 'Left' },
};
