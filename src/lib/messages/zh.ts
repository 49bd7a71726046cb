import type { Messages } from './en.js';
import { common, commonErrors } from './zh/common.js';

export const zh: Messages = {
  common,
  errors: { ...commonErrors },
};
