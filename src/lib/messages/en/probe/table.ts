/** The words of the table, the watched lines and the page. */
export const tableWords = {
  columns: {
    target: 'TARGET',
    via: 'VIA',
    result: 'RESULT',
    phase: 'PHASE',
    proxy: 'PROXY',
    proxyDns: 'PROXY\nDNS',
    proxyTcp: 'PROXY\nTCP',
    proxyTls: 'PROXY\nTLS',
    tunnel: 'TUNNEL',
    behind: 'BEHIND\nPROXY',
    targetDns: 'DNS',
    targetTcp: 'TCP',
    tls: 'TLS',
    app: 'APP',
    transfer: 'BODY',
    total: 'TOTAL',
    count: 'PROBES',
    loss: 'LOSS',
    min: 'MIN',
    p50: 'P50',
    p95: 'P95',
    max: 'MAX',
    detail: 'DETAIL',
  },
  status: { pass: 'pass', warn: 'warn', fail: 'fail' },
  blame: {
    local: 'this machine',
    config: 'configuration',
    proxy: 'proxy',
    network: 'network',
    target: 'target',
  },
  direct: 'direct',
  /** The way of all rows, said once. */
  allVia: (via: string) => `All rows via: ${via}`,
  bypass: (variable: string, entry: string) => `direct: ${variable} has ${entry}`,
  open: 'open',
  offersTls: (offered: boolean): string => (offered ? 'offers TLS' : 'no TLS'),
  /** Of `proxy://`. */
  proxyAnswers: 'is a proxy',
  loginAccepted: 'login accepted',
  proxyOpens: (canary: string) => `opens ${canary}`,
  attempts: (count: number) => `${count} attempts`,
  days: (count: number) => (count === 1 ? '1 day' : `${count} days`),
  daysLeft: (count: number) => {
    if (count < 0) return `expired ${-count} ${count === -1 ? 'day' : 'days'} ago`;
    return count === 1 ? '1 day left' : `${count} days left`;
  },
  notes: {
    AUTH_NOT_NEEDED: 'no password is set there',
    PING_NOT_ALLOWED: 'PING not allowed',
    AUTH_JOINED: 'AUTH user:password',
    CLUSTER: 'cluster: one fixed forward is not enough',
  },
  /** The head of the block about one code. */
  block: (code: string, phase: string | null, blame: string) =>
    `${code} (${phase === null ? '' : `phase: ${phase}, `}blame: ${blame})`,
  /** Other targets with the same code; `more` are not named. */
  same: (names: readonly string[], more: number) =>
    `The same: ${names.join(', ')}${more === 0 ? '' : `, and ${more} more`}`,
  summary: ({ total, pass, warn, fail }: { total: number; pass: number; warn: number; fail: number }) =>
    `${total} probed: ${pass} passed, ${warn} with a warning, ${fail} failed. Times in milliseconds.`,
  interrupted: 'Interrupted: targets that were not finished are not listed.',
  /** Many probes have an end only by this. */
  ended: 'Interrupted.',
  deadlineReached: (setting: string) => `${setting} ran out.`,
  progress: (done: number, total: number) => `Probing: ${done} of ${total} done`,
};
