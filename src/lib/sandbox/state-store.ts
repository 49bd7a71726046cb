import type { SandboxState } from './state.js';

/** Where a sandbox keeps what it knows. */
export interface StateStore {
  /**
   * Runs `change` on the state, one at a time; what it changed is kept if it returns, and forgotten if it throws.
   * The state is made when there is none yet.
   */
  transact<T>(change: (state: SandboxState) => T): Promise<T>;
}

/** A state that ends with the process. */
export function memoryStore(create: () => SandboxState): StateStore {
  let current: SandboxState | null = null;
  return {
    transact: async (change) => {
      const draft = structuredClone(current ?? create());
      const result = change(draft);
      current = draft;
      return result;
    },
  };
}
