import { type Credentials, percentDecode } from '../../proxy/proxy-url.js';

/** The user part of a URL as Go would send it; null where there is none. */
export function credentialsOf(userinfo: string | null): Credentials | null {
  if (!userinfo) return null;
  const [, user = '', password = ''] = /^([^:]*):?(.*)$/s.exec(userinfo) ?? [];
  return { username: percentDecode(user), password: percentDecode(password) };
}
