import { type Check, sectionOf, verdict } from '../check.js';
import type { EnvironmentEvidence } from '../evidence/environment.js';
import type { StaleVariable } from '../findings/env.js';
import { byHand, unsetVariable } from './commands.js';

const platforms = ['win32'];

type Variable = EnvironmentEvidence['variables'][number];

/**
 * A program gets its variables from the one that started it: a terminal, and VS Code with all its terminals, keeps
 * those of its start. What is only set here is told, not warned of: that is how a session is set up.
 */
export const envStale: Check = {
  id: 'env.stale',
  group: 'env',
  platforms,
  uses: ['environment'],
  judge({ evidence }) {
    const { source, variables, missingFromPath } = sectionOf(evidence, 'environment');
    if (source === null) {
      return verdict('skip', { finding: { code: 'REGISTRY_UNREADABLE', facts: {} } });
    }
    const stale = variables.filter((variable) => isGiven(variable) && variable.current === false);
    const folders = missingFromPath ?? [];
    if (stale.length > 0 || folders.length > 0) {
      const facts = { variables: stale.map(staleVariable), folders };
      return verdict('warn', {
        found: linesOf(stale, ({ masked }) => masked.process),
        expected: linesOf(stale, given),
        finding: { code: 'ENV_STALE', facts },
      });
    }
    const names = variables.filter((variable) => !isGiven(variable)).map(({ name }) => name);
    return names.length === 0
      ? verdict('pass')
      : verdict('info', {
          found: names.join(', '),
          finding: { code: 'ENV_SESSION_ONLY', facts: { names } },
        });
  },
};

/**
 * The user's value wins for this user; services and other users get the machine's. Which of them is right nobody can
 * tell from here, so nothing is changed by itself.
 */
export const envScope: Check = {
  id: 'env.scope',
  group: 'env',
  platforms,
  uses: ['environment'],
  judge({ evidence }) {
    const { source, variables } = sectionOf(evidence, 'environment');
    if (source === null) {
      return verdict('skip', { finding: { code: 'REGISTRY_UNREADABLE', facts: {} } });
    }
    const differing = variables.filter(({ scopesAgree }) => scopesAgree === false);
    if (differing.length === 0) return verdict('pass');
    const names = differing.map(({ name }) => name);
    const fixes = names.map((name) => unsetVariable('unsetUserVariable', name, evidence.platform.os));
    return verdict('warn', {
      found: linesOf(differing, ({ masked }) => masked.user),
      expected: linesOf(differing, ({ masked }) => masked.machine),
      finding: { code: 'ENV_SCOPES_DIFFER', facts: { names } },
      fix: byHand(
        'unsetUserVariable',
        fixes.flatMap(({ commands }) => commands),
        true,
      ),
    });
  },
};

function isGiven({ inUser, inMachine }: Variable): boolean {
  return inUser || inMachine;
}

function given({ masked }: Variable): string | null {
  return masked.user ?? masked.machine;
}

function staleVariable(variable: Variable): StaleVariable {
  const { name, inProcess, masked } = variable;
  return {
    name,
    kind: inProcess ? 'different' : 'missing',
    here: masked.process,
    given: given(variable),
  };
}

/** `NAME=value` a line, for those whose value may be shown. */
function linesOf(variables: readonly Variable[], value: (variable: Variable) => string | null) {
  const lines = variables.flatMap((variable) => {
    const shown = value(variable);
    return shown === null ? [] : [`${variable.name}=${shown}`];
  });
  return lines.length === 0 ? null : lines.join('\n');
}
