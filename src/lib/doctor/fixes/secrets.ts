import { maskProxyValue } from '../../proxy/mask-proxy-value.js';
import { lintNoProxy } from '../../proxy/no-proxy-lint.js';
import { percentDecode } from '../../proxy/proxy-url.js';
import { type Redactor, redactUrls } from '../../redact.js';

export function isProxyVariable(name: string): boolean {
  return /^(?:https?|all)_proxy$/i.test(name);
}

/** A variable's value without credentials, for showing. */
export function maskSetting(name: string, value: string): string {
  if (isProxyVariable(name)) return maskProxyValue(value);
  if (/^no_proxy$/i.test(name)) return lintNoProxy(value).masked;
  return value.replace(/[^,|;]+/g, (entry) =>
    /[@＠]|%40/.test(entry) ? maskProxyValue(entry) : redactUrls(entry),
  );
}

/** A password like `proxy`, hidden wherever it turns up, would hide half of every sentence, and ids as well. */
const shortestAlone = 8;

/** Tells the run's redactor what is secret in a value, in case some other program repeats it. */
export function rememberSecrets(name: string, value: string, secrets: Redactor): void {
  if (maskSetting(name, value) === value) return;
  secrets.add(value);
  const at = Math.max(value.lastIndexOf('@'), value.lastIndexOf('＠'));
  if (at < 0) return;
  const user = value.slice(0, at).replace(/^[\s"'“”‘’]*[a-z][a-z0-9+.-]*[:：]*[\\/／]+/i, '');
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(user) ?? [];
  for (const part of [user, password].flatMap((text) => [text, percentDecode(text)])) {
    if (part.includes(':') || part.length >= shortestAlone) secrets.add(part);
  }
}
