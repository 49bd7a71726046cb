/**
 * Text for XML 1.0, between tags and in attributes alike. Characters that a document may not hold in any form are
 * dropped (section 2.2); tabs and line breaks are written as references, so that readers keep them (2.11, 3.3.3).
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"'\t\n\r]/g, (character) => references[character] ?? `&#${character.charCodeAt(0)};`);
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** `<name a="…">children</name>`; an attribute that is null is left out. `children` must be escaped already. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | null>>,
  children: string | readonly string[] = '',
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('');
  if (typeof children === 'string') {
    return children === '' ? `<${name}${written}/>` : `<${name}${written}>${children}</${name}>`;
  }
  if (children.length === 0) return `<${name}${written}/>`;
  const inside = children.flatMap((child) => child.split('\n')).map((line) => `  ${line}`);
  return [`<${name}${written}>`, ...inside, `</${name}>`].join('\n');
}
