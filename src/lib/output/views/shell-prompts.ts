import type { Shell } from '../../proxy/shell-lines.js';

/** What each shell shows before a command. */
export const prompts: Readonly<Record<Shell, string>> = { powershell: 'PS> ', cmd: '> ', bash: '$ ' };
