import { clientIds } from '../../proxy/clients/client.js';
import { proxyFindingKinds } from '../../proxy/proxy-lint.js';
import {
  flag,
  list,
  nullable,
  number,
  object,
  type Shape,
  type Shaped,
  ShapeError,
  text,
  word,
} from '../shape.js';

/*
 * The decisions of `explain`, as evidence: what each client would do for a URL, and why they differ. No credentials.
 */

/** One of several shapes, told apart by the word in one member. */
function oneOf<Tag extends string, Members extends Readonly<Record<string, Shape<object>>>>(
  tag: Tag,
  members: Members,
): Shape<{ [Word in keyof Members]: { readonly [T in Tag]: Word } & Shaped<Members[Word]> }[keyof Members]> {
  return (value, path) => {
    const name = object({ [tag]: word(...Object.keys(members)) })(value, path)[tag] as string;
    const shape = members[name];
    if (!shape) throw new ShapeError(path, name);
    return { [tag]: name, ...shape(value, path) } as never;
  };
}

const client = word(...clientIds);
const clients = list(client);
const problem = word(...proxyFindingKinds, 'no-scheme', 'rest', 'not-a-host');
const named = object({ name: text });
const ofVariable = object({ variable: text, clients });
const ofClients = object({ clients });
const endpoint = object({ scheme: text, host: text, port: number });

const rule = oneOf('kind', {
  named,
  bypass: object({ name: text, entry: text }),
  loopback: object({}),
  unset: object({ names: list(text) }),
  empty: named,
  'opt-in': named,
  scheme: object({ scheme: text }),
  malformed: object({ name: text, problem }),
  unsupported: object({ name: text, scheme: text }),
  cgi: object({ name: text, mark: text }),
  script: named,
  unread: named,
});

const note = oneOf('kind', {
  modelled: object({ version: text }),
  installed: object({ version: text }),
  'will-not-start': object({}),
  since: object({ version: text }),
  'set-in': named,
  without: named,
});

export const difference = oneOf('code', {
  malformed: object({ variable: text, problem, clients }),
  'https-scheme': ofVariable,
  'no-port': ofVariable,
  unsupported: object({ variable: text, scheme: text, clients }),
  cgi: object({ variable: text, mark: text, clients }),
  loopback: ofClients,
  bypass: object({ variable: text, entry: text, clients }),
  empty: ofVariable,
  case: ofVariable,
  'https-missing': ofVariable,
  'all-only': ofVariable,
  order: ofVariable,
  'own-setting': ofVariable,
  'windows-settings': ofClients,
  scheme: object({ scheme: text, clients }),
  'opt-in': ofClients,
  other: ofClients,
});

export const explanation = object({
  target: object({ url: text, scheme: text, host: text, port: number, explicitPort: flag, path: text }),
  os: text as Shape<NodeJS.Platform>,
  reference: nullable(client),
  agree: flag,
  clients: list(
    object({
      client,
      outcome: word('proxy', 'direct', 'error', 'none', 'unknown', 'skipped'),
      proxy: nullable(endpoint),
      rule: nullable(rule),
      notes: list(note),
      differs: flag,
    }),
  ),
  difference: nullable(difference),
  overlooked: nullable(text),
  advice: nullable(
    object({
      aim: oneOf('kind', { direct: object({}), proxy: object({ proxy: text }) }),
      changes: list(object({ name: text, value: nullable(text) })),
      assumesPlainProxy: flag,
      remaining: clients,
    }),
  ),
});
