/** What stands around the JSON in the output, so that stray lines before and after do not matter. */
export const markers = { begin: '<<<AP1', end: 'AP1>>>' } as const;

/**
 * One section a family of facts, each with its own catch. Written for Windows PowerShell 5.1 and PowerShell 7, also under
 * ConstrainedLanguage: cmdlets, properties and core types only. Single quotes only, so that it survives as one argument.
 */
const sections: Readonly<Record<string, string>> = {
  session:
    '@{version=[string]$PSVersionTable.PSVersion;mode=[string]$ExecutionContext.SessionState.LanguageMode}',
  os: '$o=Get-CimInstance Win32_OperatingSystem -OperationTimeoutSec 5;@{productType=[int]$o.ProductType}',
  release:
    "$p=Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';" +
    '@{productName=$p.ProductName;displayVersion=$p.DisplayVersion;editionId=$p.EditionID;' +
    'installationType=$p.InstallationType;ubr=$p.UBR}',
  arch: "[string](Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment').PROCESSOR_ARCHITECTURE",
  netfx:
    "$k='HKLM:\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full';" +
    'if(Test-Path $k){@{release=(Get-ItemProperty $k).Release}}else{@{release=$null}}',
  vc:
    "$f=@{};foreach($a in 'x64','x86','arm64'){" +
    "foreach($b in 'HKLM:\\SOFTWARE\\Wow6432Node\\','HKLM:\\SOFTWARE\\'){" +
    "$k=$b+'Microsoft\\VisualStudio\\14.0\\VC\\Runtimes\\'+$a;" +
    'if(-not $f[$a] -and (Test-Path $k)){$f[$a]=[string](Get-ItemProperty $k).Version}}};$f',
  codePage: "[string](Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage').OEMCP",
};

/**
 * The whole script, one line. The progress stream goes off first: 5.1 writes it to stderr as XML. Everything beyond
 * ASCII is escaped as JSON allows (`\uXXXX`), so the code page of the console does not matter.
 */
export const powershellScript: string = [
  "$ProgressPreference='SilentlyContinue'",
  "$ErrorActionPreference='Stop'",
  '$r=@{}',
  'function S($k,$b){try{$r[$k]=@{ok=$true;v=(& $b)}}catch{$r[$k]=@{ok=$false;e=[string]$_}}}',
  ...Object.entries(sections).map(([name, body]) => `S '${name}' {${body}}`),
  '$j=ConvertTo-Json $r -Depth 6 -Compress',
  "$s=-join($j.ToCharArray()|ForEach-Object{$n=[int]$_;if($n -lt 32 -or $n -gt 126){'\\u{0:x4}' -f $n}else{[string]$_}})",
  `'${markers.begin}'+$s+'${markers.end}'`,
].join(';');

/** The program's switches and the script as its one argument. Never `-EncodedCommand`: virus scanners distrust it. */
export const powershellArguments: readonly string[] = [
  '-NoLogo',
  '-NoProfile',
  '-NonInteractive',
  '-Command',
  powershellScript,
];
