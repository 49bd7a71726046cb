import { phaseNames } from '../../proxy/way/phases.js';

/** What a time limit can be set on. */
export const sloNames = [...phaseNames, 'total'] as const;
export type SloName = (typeof sloNames)[number];
