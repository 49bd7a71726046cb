import { hostBlock, privateAddressOf } from './private-address.js';
import { shellWord } from './shell-word.js';

/** `--cidr` of whoever a target sees: the proxy's private address where its URL tells it, else these words for it. */
export function clientBlock(proxy: string | null, words: string): string {
  const address = privateAddressOf(proxy);
  return address === null ? `<${words}>/32` : hostBlock(address);
}

/** `host:port` of a proxy's URL. */
export function proxyPlace(proxy: string): string {
  return proxy.slice(proxy.indexOf('://') + 3);
}

export function proxyPort(proxy: string): string {
  return proxy.slice(proxy.lastIndexOf(':') + 1);
}

/** The same proxy with another scheme. */
export function proxyAs(scheme: string, proxy: string): string {
  return `${scheme}://${proxyPlace(proxy)}`;
}

/** `aliproxy probe` of something over the same proxy, or over none. */
export function probeCommand(proxy: string | null, target: string): string {
  return `aliproxy probe ${proxy === null ? '' : `-x ${shellWord(proxy)} `}${shellWord(target)}`;
}

/** The command that asks the proxy alone, behind these words; empty where that is what was done. */
export function proxyAlone(words: string, { target, proxy }: { target: string; proxy: string }): string {
  return target === 'proxy://' ? '' : `${words}${probeCommand(proxy, 'proxy://')}`;
}

/** The port of a target alone: `redis://10.0.3.8/1` becomes `tcp://10.0.3.8:6379`. */
export function portAlone({ target, port }: { readonly target: string; readonly port: number }): string {
  const place = target.replace(/^[a-z\d+.-]+:\/\//i, '').replace(/[/?#].*$/s, '');
  return `tcp://${place.replace(/:\d+$/, '')}:${port}`;
}
