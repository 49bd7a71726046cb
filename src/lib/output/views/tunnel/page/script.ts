import type { Messages } from '../../../../messages/en.js';
import { chartsScript } from './script-charts.js';
import { formatScript } from './script-format.js';
import { liveScript } from './script-live.js';
import { tablesScript } from './script-tables.js';

/** The page's script with its words. */
export function pageScript(text: Messages): string {
  const words = { ...text.tunnelPage, meanings: text.tunnel.meanings };
  return [
    "'use strict';",
    `const words = ${literal(words)};`,
    'const byId = (id) => document.getElementById(id);',
    formatScript,
    tablesScript,
    chartsScript,
    liveScript,
  ].join('\n');
}

/** JSON that can stand in a script element: nothing in it ends the element. */
function literal(value: object): string {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
