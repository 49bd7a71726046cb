/** Whose reading of the environment decides. */
export const envRules = ['go', 'curl', 'node'] as const;
export type EnvRules = (typeof envRules)[number];
