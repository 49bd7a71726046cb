import type { Check } from '../check.js';
import { aliyunCredentials, aliyunEndpoint, timeSkew } from './cloud.js';
import { dotnetRuntime } from './dotnet.js';
import { envScope, envStale } from './env.js';
import { goInstalled, goPath, goProxy, goRoot, goVersion } from './go.js';
import { goFlags } from './go-flags.js';
import { goEnvConflict, goPrivate, goSumdb, goTlsOverride } from './go-settings.js';
import { goMultiple, goToolchain, goTools } from './go-toolchain.js';
import { netExcludedPorts } from './net.js';
import { osArch, osVersion } from './os.js';
import { osLocale, osLongPaths, osPathLength } from './os-session.js';
import { osWsl } from './os-wsl.js';
import { proxyCgi, proxyEnv, proxyHttpsMissing, proxyNoProxy, proxyReachable } from './proxy.js';
import { proxyAuth, proxyScheme } from './proxy-answers.js';
import { proxyNode } from './proxy-node.js';
import { selfVersion } from './self.js';
import { netFirewall } from './system-firewall.js';
import { proxyWinhttp, proxyWininet } from './system-proxy.js';
import { netDns, netFakeIp, netHostsFile, proxyTargets } from './targets.js';
import { nodeVersion, pythonVersion, vscodeGo } from './tools.js';
import { dotnetFramework, psAvailable, vcRedistributable } from './windows.js';

/** Every check, in the order of the report; one that is needed stands before those that need it. */
export const checks: readonly Check[] = [
  osVersion,
  osArch,
  osLocale,
  osPathLength,
  osLongPaths,
  osWsl,
  psAvailable,
  dotnetFramework,
  dotnetRuntime,
  vcRedistributable,
  pythonVersion,
  nodeVersion,
  envStale,
  envScope,
  goInstalled,
  goVersion,
  goMultiple,
  goRoot,
  goPath,
  goProxy,
  goSumdb,
  goPrivate,
  goToolchain,
  goFlags,
  goEnvConflict,
  goTlsOverride,
  goTools,
  vscodeGo,
  proxyEnv,
  proxyHttpsMissing,
  proxyNoProxy,
  proxyCgi,
  proxyReachable,
  proxyScheme,
  proxyAuth,
  proxyTargets,
  proxyWininet,
  proxyWinhttp,
  proxyNode,
  netDns,
  netFakeIp,
  netHostsFile,
  netExcludedPorts,
  netFirewall,
  timeSkew,
  aliyunCredentials,
  aliyunEndpoint,
  selfVersion,
];
