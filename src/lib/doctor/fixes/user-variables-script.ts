import { argumentsFor, scriptOf, section } from '../collectors/powershell-frame.js';

/*
 * PowerShell for the variables of the user. Written for Windows PowerShell 5.1 and PowerShell 7, single quotes only. No
 * value stands in it: what is to be written comes in variables of the child (`ALIPROXY_FIX_…`), because command lines
 * can be seen by others and are logged. Nothing but HKCU\Environment is written.
 */

const session = section('session', '@{mode=[string]$ExecutionContext.SessionState.LanguageMode}');

/** All values of a key, not expanded, with their kinds. */
const list =
  'function L($k){$o=@{};if($k){foreach($n in $k.GetValueNames()){if($n){' +
  "$o[$n]=@{kind=[string]$k.GetValueKind($n);text=[string]$k.GetValue($n,$null,'DoNotExpandEnvironmentNames')}}}};$o}";

const user = section('user', "L ([Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Environment'))");

const machine = section(
  'machine',
  "L ([Microsoft.Win32.Registry]::LocalMachine.OpenSubKey('SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment'))",
);

/**
 * Writes only where the value is still the one that was seen. `[Environment]` writes plain text and tells all windows;
 * a value with `%NAME%` in it must keep its kind, so it goes to the registry itself, and the removal of a variable that
 * does not exist tells the windows. `[NullString]`: PowerShell hands over `$null` as an empty text.
 */
const write = section(
  'write',
  '$n=$env:ALIPROXY_FIX_NAME;$v=$env:ALIPROXY_FIX_VALUE;' +
    "$k=[Microsoft.Win32.Registry]::CurrentUser.CreateSubKey('Environment');" +
    "$b=[string]$k.GetValue($n,$null,'DoNotExpandEnvironmentNames');" +
    "if([string]::CompareOrdinal($b,[string]$env:ALIPROXY_FIX_BEFORE) -ne 0){'changed'}else{" +
    "if($null -eq $v){[Environment]::SetEnvironmentVariable($n,[NullString]::Value,'User')}" +
    "elseif($env:ALIPROXY_FIX_EXPAND){$k.SetValue($n,$v,'ExpandString');" +
    "[Environment]::SetEnvironmentVariable('ALIPROXY_BROADCAST',[NullString]::Value,'User')}" +
    "else{[Environment]::SetEnvironmentVariable($n,$v,'User')};'written'}",
);

/** Reads both scopes. */
export const readArguments: readonly string[] = argumentsFor(scriptOf([session, list, user, machine]));

/** Writes one variable of the user, and reads what is there then. */
export const writeArguments: readonly string[] = argumentsFor(scriptOf([session, list, write, user]));
