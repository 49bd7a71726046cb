/** What stands around the JSON in the output, so that stray lines before and after do not matter. */
export const markers = { begin: '<<<AP1', end: 'AP1>>>' } as const;

/** A statement that makes the value of `body`, or its failure, a member of the answer. */
export function section(name: string, body: string): string {
  return `S '${name}' {${body}}`;
}

/**
 * A whole script, one line. The progress stream goes off first: 5.1 writes it to stderr as XML. Everything beyond ASCII
 * is escaped as JSON allows (`\uXXXX`), so the code page of the console does not matter.
 */
export function scriptOf(statements: readonly string[]): string {
  return [
    "$ProgressPreference='SilentlyContinue'",
    "$ErrorActionPreference='Stop'",
    '$r=@{}',
    'function S($k,$b){try{$r[$k]=@{ok=$true;v=(& $b)}}catch{$r[$k]=@{ok=$false;e=[string]$_}}}',
    ...statements,
    '$j=ConvertTo-Json $r -Depth 6 -Compress',
    "$s=-join($j.ToCharArray()|ForEach-Object{$n=[int]$_;if($n -lt 32 -or $n -gt 126){'\\u{0:x4}' -f $n}else{[string]$_}})",
    `'${markers.begin}'+$s+'${markers.end}'`,
  ].join(';');
}

/** The program's switches and a script as its one argument. Never `-EncodedCommand`: virus scanners distrust it. */
export function argumentsFor(script: string): readonly string[] {
  return ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', script];
}
