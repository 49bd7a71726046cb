import type { ClientSetting } from '../clients/client.js';

/** wget takes a setting's name in any case, with or without `_` and `-`. */
const settings: Readonly<Record<string, string>> = {
  httpproxy: 'http_proxy',
  httpsproxy: 'https_proxy',
  ftpproxy: 'ftp_proxy',
  noproxy: 'no_proxy',
  useproxy: 'use_proxy',
};

/** The proxy settings of a wgetrc (init.c): `name = value` a line; a line that begins with `#` is a comment. */
export function readWgetrc(text: string): ClientSetting[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name = '', value = ''] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    const known = settings[name.replace(/[-_]/g, '').toLowerCase()];
    return known === undefined ? [] : [{ name: known, value }];
  });
}
