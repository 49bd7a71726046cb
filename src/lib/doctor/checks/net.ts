import { type Check, optionalSectionOf, sectionOf, verdict } from '../check.js';
import type { PortsEvidence } from '../evidence/ports.js';
import type { Evidence } from '../evidence.js';
import { byHand, ownShell } from './commands.js';

/**
 * Can the tunnel have its port? Windows reserves ranges for Hyper-V and WSL, in which listening fails although the port
 * is free. The list of ranges explains a failure; binding is what decides.
 */
export const netExcludedPorts: Check = {
  id: 'net.excluded-ports',
  group: 'net',
  uses: ['ports'],
  optional: ['proxy'],
  judge({ evidence }) {
    const ports = sectionOf(evidence, 'ports');
    const { port, bound, code } = ports;
    const shown = { found: `127.0.0.1:${port}` };
    if (bound) return verdict('pass', shown);
    if (code === 'EADDRINUSE') {
      return isProxyOfUser(evidence, port)
        ? verdict('info', { ...shown, finding: { code: 'PORT_IS_PROXY', facts: { port } } })
        : verdict('warn', {
            ...shown,
            finding: { code: 'PORT_BUSY', facts: { port } },
            fix: otherPort(evidence),
          });
    }
    const range = excludedRange(ports);
    const finding = range
      ? ({ code: 'PORT_EXCLUDED', facts: { port, start: range.start, end: range.end } } as const)
      : ({ code: 'PORT_DENIED', facts: { port, code: code ?? 'UNKNOWN' } } as const);
    return verdict('fail', { ...shown, finding, fix: otherPort(evidence) });
  },
};

function excludedRange({ port, excluded }: PortsEvidence) {
  return excluded?.find(({ start, end }) => start <= port && port <= end) ?? null;
}

/** The program on that port is the proxy the variables name: all is well. */
function isProxyOfUser(evidence: Evidence, port: number): boolean {
  const variables = optionalSectionOf(evidence, 'proxy')?.variables ?? [];
  return variables.some(
    ({ endpoint }) => endpoint?.port === port && /^(?:localhost|127\.0\.0\.1)$/i.test(endpoint.host),
  );
}

function otherPort({ platform }: Evidence) {
  return byHand('choosePort', [ownShell('aliproxy tunnel --listen 127.0.0.1:0', platform.os)], true);
}
