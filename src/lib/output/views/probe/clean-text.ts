/** With U+FFFD for what is no character and breaks encoders and parsers: lone surrogates, U+FFFE and U+FFFF. */
export function wellFormed(text: string): string {
  return text.replace(/[\p{Surrogate}\ufffe\uffff]/gu, '\ufffd');
}

/** On one line: control characters and line separators are blanks. */
export function oneLine(text: string): string {
  return wellFormed(text).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
}
