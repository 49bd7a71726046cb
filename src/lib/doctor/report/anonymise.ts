import { Labels, type Owner } from './labels.js';

/** A copy of whatever is reported, fit for the public: see `Labels`. Pure. */
export function anonymise<T>(value: T, owner: Owner): T {
  const labels = new Labels(owner);
  labels.learn(value);
  return labels.value(value);
}
