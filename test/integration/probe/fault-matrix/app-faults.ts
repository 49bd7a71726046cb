import { type Fault, faults, says } from './fault.js';
import type { Stage } from './stage.js';

const mysqlError = (code: number, message: string) => {
  const body = Buffer.concat([Buffer.from([0xff, code & 0xff, code >> 8]), Buffer.from(message)]);
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]);
};

export const appFaults: readonly Fault[] = [
  ...faults(
    { code: 'APP_WRONG_PROTOCOL', phase: 'app', blame: 'config' },
    ...(
      [
        ['redis', 'ssh'],
        ['redis', 'mariadb'],
        ['redis', 'squid'],
        ['mysql', 'ssh'],
        ['http', 'ssh'],
        ['ws', 'ssh'],
        ['ssh', 'mariadb'],
        ['postgres', 'mariadb'],
        ['postgres', 'ssh'],
        ['ws', 'mariadb'],
      ] as const
    ).map(([kind, server]) => ({
      ...{ by: server, what: `asked in ${kind}`, first: (stage: Stage) => stage[server] },
      probe: (at: string) => ({ target: `${kind}://${at}` }),
    })),
  ),
  ...faults(
    { code: 'APP_WRONG_PROTOCOL', phase: 'app', blame: 'config' },
    // What is asked differs each time.
    ...(
      [
        ['http', 'grpc'],
        ['redis', 'grpc'],
        ['grpc', 'ssh'],
        ['grpc', 'mariadb'],
        ['grpc', 'tinyproxy'],
        ['grpc', 'squid'],
        ['dns', 'ssh'],
        ['dns', 'mariadb'],
      ] as const
    ).map(([kind, server]) => ({
      ...{ by: server, what: `asked in ${kind}`, repeatable: false, first: (stage: Stage) => stage[server] },
      probe: (at: string) => ({ target: targetOf(kind, at) }),
    })),
  ),
  ...faults(
    { code: 'APP_AUTH_REQUIRED', phase: 'app', blame: 'config', status: 'warn' },
    {
      ...{ by: 'redis-server', what: 'NOAUTH', first: ({ redisPassword }) => redisPassword },
      probe: (at) => ({ target: `redis://${at}` }),
    },
  ),
  ...faults(
    { code: 'APP_AUTH_FAILED', phase: 'app', blame: 'config' },
    {
      ...{ by: 'redis-server', what: 'WRONGPASS', first: ({ redisPassword }) => redisPassword },
      probe: (at) => ({ target: `redis://:wrong-password@${at}` }),
    },
  ),
  ...faults(
    { code: 'APP_DENIED', phase: 'app', blame: 'config' },
    {
      ...{
        by: 'mariadb',
        what: 'an address without an account',
        first: ({ mariadb }) => mariadb,
        repeatable: false,
      },
      probe: (_at, { mariadb }) => ({ target: `mysql://127.0.0.1:${mariadb.port}`, from: '127.0.0.2' }),
    },
    {
      by: 'fake',
      what: "Redis' protected mode",
      first: () => says('-DENIED Redis is running in protected mode\r\n', { when: 'connected', end: 'ends' }),
      probe: (at) => ({ target: `redis://${at}` }),
    },
  ),
  ...faults(
    { code: 'APP_TLS_REQUIRED', phase: 'app', blame: 'config' },
    {
      ...{
        by: 'fake',
        what: "Tair's TLS port",
        first: () => says('-ERR must use ssl connection in ssl port\r\n'),
      },
      probe: (at) => ({ target: `redis://${at}` }),
    },
  ),
  ...faults(
    { code: 'APP_WHITELIST', phase: 'app', blame: 'config' },
    {
      by: 'fake',
      what: 'Tair, with the address it saw',
      first: () => says('-ERR illegal address: 10.0.0.10:51234\r\n'),
      probe: (at) => ({ target: `redis://${at}` }),
    },
    {
      by: 'fake',
      what: 'RDS MySQL',
      first: () =>
        says(mysqlError(1045, '#28000ip not in whitelist, client ip is 10.0.0.10'), { when: 'connected' }),
      probe: (at) => ({ target: `mysql://${at}` }),
    },
  ),
  ...faults(
    { code: 'APP_LOADING', phase: 'app', blame: 'target' },
    {
      by: 'fake',
      what: 'Redis while it starts',
      first: () => says('-LOADING Redis is loading the dataset in memory\r\n'),
      probe: (at) => ({ target: `redis://${at}` }),
    },
  ),
  ...faults(
    { code: 'APP_DEGRADED', phase: 'app', blame: 'target' },
    {
      ...{ by: 'redis-server', what: 'MASTERDOWN', first: ({ redisReplica }) => redisReplica },
      probe: (at) => ({ target: `redis://${at}` }),
    },
  ),
  ...faults(
    { code: 'APP_OVERLOADED', phase: 'app', blame: 'target' },
    {
      ...{ by: 'redis-server', what: 'maxclients', first: ({ redisFull }) => redisFull },
      probe: (at) => ({ target: `redis://${at}` }),
    },
  ),
  ...faults(
    { code: 'APP_TIMEOUT', phase: 'app', blame: 'target' },
    ...['http', 'redis', 'mysql', 'postgres', 'ssh', 'ws', 'grpc', 'dns'].map((kind) => ({
      ...{ by: 'fake', what: `silence, ${kind}`, first: () => says('') },
      probe: (at: string) => ({ target: targetOf(kind, at), settings: { timeoutMs: 300 } }),
    })),
  ),
  ...faults(
    { code: 'APP_CLOSED', phase: 'app', blame: 'target' },
    ...['http', 'redis', 'mysql', 'postgres', 'ssh', 'ws', 'grpc', 'dns'].map((kind) => ({
      by: 'fake',
      what: `closed, ${kind}`,
      first: () =>
        says('', { when: kind === 'mysql' || kind === 'ssh' ? 'connected' : 'asked', end: 'ends' }),
      probe: (at: string) => ({ target: targetOf(kind, at) }),
    })),
  ),
  ...faults(
    { code: 'HTTP_STATUS', phase: 'app', blame: 'target' },
    {
      ...{ by: 'tinyproxy', what: 'asked as a web server', first: ({ tinyproxy }) => tinyproxy },
      probe: (at) => ({ target: `http://${at}/` }),
    },
  ),
  ...faults(
    { code: 'BODY_MISMATCH', phase: 'transfer', blame: 'target' },
    {
      ...{ by: 'openssl', what: 'its page of figures', first: ({ tls }) => tls, repeatable: false },
      probe: (at, { certificates: { ca } }) => ({
        target: `https://${at}/`,
        settings: { ca, expectBody: /"status":"UP"/ },
      }),
    },
  ),
  ...faults(
    { code: 'DNS_RCODE', phase: 'app', blame: 'target' },
    {
      // The id of each question is another one, and the answer repeats it.
      ...{ by: 'dnsmasq', what: 'a name it does not know', first: ({ dns }) => dns, repeatable: false },
      probe: (at) => ({ target: `dns://${at}/nosuch.test` }),
    },
  ),
  ...faults(
    { code: 'GRPC_NOT_SERVING', phase: 'app', blame: 'target' },
    {
      // What is asked holds the time that is left, so its length varies; grpc.test.ts cuts the answers.
      ...{ by: 'grpcio', what: 'a service it does not know', first: ({ grpc }) => grpc, repeatable: false },
      probe: (at) => ({ target: `grpc://${at}/no.such.Service` }),
    },
  ),
  ...faults(
    { code: 'WS_REFUSED', phase: 'app', blame: 'target' },
    {
      ...{ by: 'tinyproxy', what: 'no WebSocket', first: ({ tinyproxy }) => tinyproxy },
      probe: (at) => ({ target: `ws://${at}/` }),
    },
  ),
];

function targetOf(kind: string, at: string): string {
  return kind === 'dns' ? `dns://${at}/name.test` : `${kind}://${at}`;
}
