import type { Action } from '../call.js';

/** STS: who am I? The one account there is, by its root user. */
export const getCallerIdentity: Action = ({ state }) => ({
  IdentityType: 'Account',
  AccountId: state.accountId,
  PrincipalId: state.accountId,
  UserId: state.accountId,
  Arn: `acs:ram::${state.accountId}:root`,
});
