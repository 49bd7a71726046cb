import type { CloudFindings } from './findings/cloud.js';
import type { EnvFindings } from './findings/env.js';
import type { FrameFindings } from './findings/frame.js';
import type { GoFindings } from './findings/go.js';
import type { GoSettingsFindings } from './findings/go-settings.js';
import type { NetFindings } from './findings/net.js';
import type { ProxyFindings } from './findings/proxy.js';
import type { SelfFindings } from './findings/self.js';
import type { SystemFindings } from './findings/system.js';
import type { SystemProxyFindings } from './findings/system-proxy.js';
import type { TargetsFindings } from './findings/targets.js';
import type { ToolsFindings } from './findings/tools.js';
import type { WindowsFindings } from './findings/windows.js';

/** What a check can find, with the facts its sentence needs. The sentences are in the catalogue. */
export interface Findings
  extends FrameFindings,
    SystemFindings,
    WindowsFindings,
    GoFindings,
    ProxyFindings,
    NetFindings,
    EnvFindings,
    SystemProxyFindings,
    GoSettingsFindings,
    ToolsFindings,
    TargetsFindings,
    CloudFindings,
    SelfFindings {}

export type FindingCode = keyof Findings;

/** One finding: its code and its facts. */
export type Finding = {
  [Code in FindingCode]: { readonly code: Code; readonly facts: Findings[Code] };
}[FindingCode];

/** What a fix does; its description is in the catalogue. */
export type FixKind =
  | 'installGo'
  | 'upgradeGo'
  | 'addGoToPath'
  | 'unsetGoroot'
  | 'addGobinToPath'
  | 'setGoproxy'
  | 'enableSumdb'
  | 'correctPrivate'
  | 'allowToolchain'
  | 'keepToolchain'
  | 'clearGoSetting'
  | 'clearFlag'
  | 'useModules'
  | 'installGoTools'
  | 'installGoExtension'
  | 'setProxyVariables'
  | 'unsetRequestMethod'
  | 'setClock'
  | 'closeFile'
  | 'choosePort'
  | 'useUtf8'
  | 'editPath'
  | 'enableLongPaths'
  | 'unsetUserVariable'
  | 'upgradeSelf';
