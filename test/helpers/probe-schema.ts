import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';

const path = join(resolve(import.meta.dirname, '../..'), 'docs/schema/probe.schema.json');

/** The published schema of what `probe` prints. */
export const probeSchema = JSON.parse(readFileSync(path, 'utf8')) as {
  readonly $id: string;
  readonly $defs: Readonly<
    Record<string, { readonly enum?: readonly string[]; readonly properties?: object }>
  >;
};

type Definition = 'report' | 'error' | 'resultLine' | 'summaryLine';

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addFormat('date-time', (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text));
ajv.addSchema(probeSchema);

/** What the schema has against a document, as `path: what`; of one definition, or (null) of the schema as a whole. */
export function complaints(document: unknown, definition: Definition | null = null): string[] {
  const reference = definition === null ? probeSchema.$id : `${probeSchema.$id}#/$defs/${definition}`;
  const validate = ajv.getSchema(reference);
  if (!validate) throw new Error(`no ${reference}`);
  if (validate(JSON.parse(JSON.stringify(document)))) return [];
  const errors = validate.errors ?? [];
  // One wrong member makes all its neighbours "unevaluated".
  const causes = errors.filter(({ keyword }) => keyword !== 'unevaluatedProperties');
  return (causes.length > 0 ? causes : errors).map(
    ({ instancePath, message, params }: ErrorObject) =>
      `${instancePath || '/'}: ${message ?? ''} ${JSON.stringify(params)}`,
  );
}
