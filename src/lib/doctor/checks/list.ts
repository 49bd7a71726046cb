import type { Check } from '../check.js';
import { goInstalled, goPath, goProxy, goRoot, goVersion } from './go.js';
import { netExcludedPorts } from './net.js';
import { osArch, osVersion } from './os.js';
import { proxyEnv, proxyHttpsMissing, proxyNoProxy, proxyReachable } from './proxy.js';
import { dotnetFramework, psAvailable, vcRedistributable } from './windows.js';

/** Every check, in the order of the report; one that is needed stands before those that need it. */
export const checks: readonly Check[] = [
  osVersion,
  osArch,
  psAvailable,
  dotnetFramework,
  vcRedistributable,
  goInstalled,
  goVersion,
  goRoot,
  goPath,
  goProxy,
  proxyEnv,
  proxyHttpsMissing,
  proxyNoProxy,
  proxyReachable,
  netExcludedPorts,
];
