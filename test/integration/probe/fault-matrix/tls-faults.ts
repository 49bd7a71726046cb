import { type Fault, faults, says } from './fault.js';
import type { Stage } from './stage.js';

const trusting = ({ certificates: { ca } }: Stage) => ({ ca });
const inTheClear = { repeatable: false };

export const tlsFaults: readonly Fault[] = [
  ...faults(
    { code: 'TLS_TIMEOUT', phase: 'tls', blame: 'network' },
    {
      ...{ by: 'fake', what: 'no ServerHello', first: () => says(''), ...inTheClear },
      probe: (at) => ({ target: `tls://${at}`, settings: { timeoutMs: 300 } }),
    },
  ),
  ...faults(
    { code: 'TLS_CLOSED', phase: 'tls', blame: 'target' },
    ...(['ends', 'resets'] as const).map((end) => ({
      ...{ by: 'fake', what: `${end} on the ClientHello`, first: () => says('', { end }), ...inTheClear },
      probe: (at: string) => ({ target: `https://${at}/` }),
    })),
  ),
  ...faults(
    { code: 'TLS_EXPIRED', phase: 'tls', blame: 'target' },
    ...['tls', 'https', 'rediss', 'wss', 'grpcs'].map((kind) => ({
      ...{ by: 'openssl', what: kind, first: ({ tlsExpired }: Stage) => tlsExpired, ...inTheClear },
      probe: (at: string, stage: Stage) => ({ target: `${kind}://${at}`, settings: trusting(stage) }),
    })),
  ),
  ...faults(
    { code: 'TLS_NOT_YET_VALID', phase: 'tls', blame: 'target' },
    {
      ...{ by: 'openssl', what: 'directly', first: ({ tlsFuture }) => tlsFuture, ...inTheClear },
      probe: (at, stage) => ({ target: `tls://${at}`, settings: trusting(stage) }),
    },
  ),
  ...faults(
    { code: 'TLS_NAME_MISMATCH', phase: 'tls', blame: 'target' },
    {
      ...{ by: 'openssl', what: 'directly', first: ({ tlsOtherName }) => tlsOtherName, ...inTheClear },
      probe: (at, stage) => ({ target: `tls://${at}`, settings: trusting(stage) }),
    },
  ),
  ...faults(
    { code: 'TLS_UNTRUSTED', phase: 'tls', blame: 'config' },
    {
      ...{
        by: 'openssl',
        what: 'signed by itself, directly',
        first: (stage) => stage.tlsSelfSigned,
        ...inTheClear,
      },
      probe: (at) => ({ target: `tls://${at}` }),
    },
    {
      ...{
        by: 'openssl',
        what: 'an authority of its own, through squid',
        first: ({ tls }) => tls,
        ...inTheClear,
      },
      probe: (at, { squidAny }) => ({ target: `https://${at}/`, via: `http://127.0.0.1:${squidAny.port}` }),
    },
  ),
  ...faults(
    { code: 'TLS_INTERCEPTED', phase: 'tls', blame: 'network' },
    {
      ...{
        by: 'openssl',
        what: 'another chain than --cacert names',
        first: (stage) => stage.tlsSelfSigned,
        ...inTheClear,
      },
      probe: (at, stage) => ({
        ...{ target: `tls://${at}`, via: `http://127.0.0.1:${stage.squidAny.port}` },
        settings: trusting(stage),
      }),
    },
  ),
  ...faults(
    { code: 'TLS_PROTOCOL', phase: 'tls', blame: 'target' },
    {
      ...{ by: 'mariadb', what: 'no TLS', first: ({ mariadb }) => mariadb, ...inTheClear },
      probe: (at) => ({ target: `rediss://${at}` }),
    },
    {
      ...{ by: 'sshd', what: 'no TLS', first: ({ ssh }) => ssh, ...inTheClear },
      probe: (at) => ({ target: `tls://${at}` }),
    },
    {
      ...{ by: 'squid', what: 'plain HTTP', first: ({ squidAny }) => squidAny, ...inTheClear },
      probe: (at) => ({ target: `https://${at}/` }),
    },
  ),
  ...faults(
    { code: 'TLS_CLIENT_CERT', phase: 'tls', blame: 'config' },
    ...['tls', 'https', 'rediss', 'wss'].map((kind) => ({
      ...{
        by: 'openssl',
        what: `TLS 1.3, ${kind}`,
        first: (stage: Stage) => stage.tlsClientCertificate,
        ...inTheClear,
      },
      probe: (at: string, stage: Stage) => ({ target: `${kind}://${at}`, settings: trusting(stage) }),
    })),
  ),
  ...faults(
    { code: 'CERT_EXPIRES_SOON', phase: 'tls', blame: 'target', status: 'warn' },
    {
      ...{ by: 'openssl', what: '90 days are left', first: ({ tls }) => tls, ...inTheClear },
      probe: (at, stage) => ({ target: `tls://${at}`, settings: { ...trusting(stage), certDays: 100 } }),
    },
  ),
];
