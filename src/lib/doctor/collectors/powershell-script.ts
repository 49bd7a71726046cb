import { argumentsFor, scriptOf, section } from './powershell-frame.js';

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
  // Unexpanded, as they stand; only names that concern Go and proxies, since others hold secrets.
  env:
    "$f=@{};foreach($p in 'HKCU:\\Environment','HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment'){" +
    '$k=Get-Item $p;$h=@{};foreach($n in $k.GetValueNames()){' +
    "if($n -match '^(PATH|(HTTPS?|NO|ALL)_PROXY|GO[A-Z0-9]+)$'){" +
    "$h[$n]=[string]$k.GetValue($n,'','DoNotExpandEnvironmentNames')}};$f[$p.Substring(0,4)]=$h};$f",
  locale:
    "$p=Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage';" +
    '@{culture=[string](Get-Culture).Name;ui=[string](Get-UICulture).Name;acp=[string]$p.ACP;oemcp=[string]$p.OEMCP}',
  longPaths:
    "@{enabled=(Get-ItemProperty 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\FileSystem').LongPathsEnabled}",
  // The profile `Standard` is the one people know as private; a policy wins over the setting.
  firewall:
    "$f=@{};foreach($n in 'Domain','Standard','Public'){foreach($k in " +
    "('HKLM:\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\'+$n+'Profile')," +
    "('HKLM:\\SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\'+($n -replace 'Standard','Private')+'Profile')){" +
    'if(Test-Path $k){$e=(Get-ItemProperty $k).EnableFirewall;if($null -ne $e){$f[$n]=$e}}}};$f',
  // The 32-bit view, which is where installers of .NET write, whatever the architecture.
  dotnet:
    "$f=@{};foreach($a in 'x64','arm64','x86'){" +
    "$k='HKLM:\\SOFTWARE\\Wow6432Node\\dotnet\\Setup\\InstalledVersions\\'+$a;" +
    'if(Test-Path $k){$f[$a]=[string](Get-ItemProperty $k).InstallLocation}};$f',
  // `ProxySettingsPerUser` of 0: a policy moves the settings from the user to the machine.
  inet:
    "$b='Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';" +
    "$k='HKLM:\\Software\\Policies'+$b.Substring(8);$q=$null;" +
    'if(Test-Path $k){$q=(Get-ItemProperty $k).ProxySettingsPerUser};' +
    "$p=Get-ItemProperty $(if($q -eq 0){'HKLM:\\'+$b}else{'HKCU:\\'+$b});" +
    '@{machine=($q -eq 0);enable=[string]$p.ProxyEnable;server=[string]$p.ProxyServer;' +
    'override=[string]$p.ProxyOverride;pac=[string]$p.AutoConfigURL}',
  winhttp:
    "$k='HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections';" +
    '@{hex=if(Test-Path $k){-join((Get-ItemProperty $k).WinHttpSettings|ForEach-Object{if($null -ne $_){' +
    "'{0:x2}' -f $_}})}}",
};

export const powershellScript: string = scriptOf(
  Object.entries(sections).map(([name, body]) => section(name, body)),
);

export const powershellArguments: readonly string[] = argumentsFor(powershellScript);
