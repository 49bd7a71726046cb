import { type RunningServer, startProgram } from './servers.js';

/** A name server that knows a few names under .test, by itself: it asks nobody. */
export function startDnsmasq(): Promise<RunningServer> {
  return startProgram('dnsmasq', async (port, folder) => [
    ...['--keep-in-foreground', '--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--bind-interfaces'],
    ...[`--port=${port}`, '--listen-address=127.0.0.1', `--pid-file=${folder}/pid`, '--log-facility=-'],
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
    ...[
      '--host-record=real.test,10.1.2.3',
      '--cname=alias.test,real.test',
      '--address=/gone.test/',
      '--local=/real.test/',
    ],
    ...['--mx-host=mail.test,mx.test,10', '--txt-record=text.test,v=spf1,-all'],
    ...['--srv-host=_redis._tcp.real.test,real.test,6379,1,2', '--local-ttl=77', '--auth-ttl=77'],
  ]);
}
