/**
 * What a code of the service is about; each has a sentence and a hint in the catalogue. The spelling of the codes is
 * the service's own, mistakes included.
 */
const codesByHint = {
  SERVICE_KEY_UNKNOWN: ['InvalidAccessKeyId', 'InvalidAccessKeyId.*'],
  SERVICE_SIGNATURE: ['SignatureDoesNotMatch', 'IncompleteSignature'],
  SERVICE_SECURITY_TOKEN: ['MissingSecurityToken', 'InvalidSecurityToken.*'],
  SERVICE_CLOCK: ['InvalidTimeStamp.*'],
  SERVICE_NONCE: ['SignatureNonceUsed'],
  SERVICE_RISK: ['Forbidden.RiskControl'],
  SERVICE_FORBIDDEN: ['NoPermission', 'Forbidden', 'Forbidden.*'],
  SERVICE_THROTTLED: ['Throttling', 'Throttling.*', 'Rejected.Throttling'],
  SERVICE_DOWN: ['ServiceUnavailable', 'InternalError'],
  SERVICE_API_UNKNOWN: ['InvalidApi.NotFound', 'InvalidAction.NotFound', 'InvalidVersion'],
  SERVICE_DRY_RUN: ['DryRunOperation'],
  SERVICE_MISMATCH: ['InvalidParameter.Mismatch', 'OperationDenied.InconsistentNetwork'],
  SERVICE_PARAMETER: ['InvalidParameter', 'InvalidParameter.*', 'IllegalParam.*'],
  SERVICE_QUOTA: ['QuotaExceeded.*', 'QuotaExceed.*'],
  SERVICE_NAME: [
    'InvalidVpcName.*',
    'InvalidVpcDiscription.*',
    'InvalidSecurityGroupName.*',
    'InvalidInstanceName.*',
  ],
  SERVICE_CIDR_TAKEN: ['InvalidCidrBlock.Overlapped', 'OperationDenied.CidrConflictWithExistCidr'],
  SERVICE_NOT_FOUND: ['InvalidVpcId.NotFound', 'ResourceNotFound.*', 'InvalidVSwitchId.NotFound'],
  SERVICE_NOT_READY: ['IncorrectVpcStatus', 'IncorrectVSwitchStatus'],
  SERVICE_ZONE: ['InvalidZoneId.*', 'ResourceNotAvailable', 'Zone.NotOpen', 'Zone.NotOnSale'],
  SERVICE_REGION: ['InvalidRegionId.*'],
  SERVICE_GROUP: ['InvalidSecurityGroupId.*', 'InvalidSourceGroupId.*'],
  SERVICE_RULE: [
    'InvalidIpProtocol.*',
    'InvalidSourceCidrIp.*',
    'MissingParameter.Source',
    'InvalidPolicy.*',
    'InvalidPriority.*',
    'InvalidNicType.*',
    'OperationDenied',
  ],
  SERVICE_SOURCE_CONFLICT: ['InvalidParamter.Conflict'],
  SERVICE_GROUP_FULL: ['AuthorizationLimitExceed', 'SecurityGroupInstanceLimitExceed'],
  SERVICE_WINDOWS_DATA: ['DependencyViolation.WindowsInstance', 'InvalidUserData.*'],
  SERVICE_IN_USE: ['DependencyViolation', 'DependencyViolation.*', 'InvalidOperation.DeletionProtection'],
  SERVICE_NO_STOCK: ['OperationDenied.NoStock'],
  SERVICE_NOT_SOLD: [
    'InvalidInstanceType.*',
    'InvalidResourceType.NotSupported',
    'InvalidDiskCategory.NotSupported',
  ],
  SERVICE_ACCOUNT: [
    'InvalidAccountStatus.*',
    'InsufficientBalance',
    'Account.Arrearage',
    'InvalidPayMethod',
    'RealNameAuthenticationError',
  ],
  SERVICE_PASS_ROLE: ['InvalidUser.PassRoleForbidden'],
  SERVICE_IMAGE: ['InvalidImageId.*', 'OperationDenied.ImageNotValid'],
  SERVICE_ADDRESS: ['InvalidPrivateIpAddress.*'],
  SERVICE_TOKEN_REUSED: ['IdempotentParameterMismatch'],
  SERVICE_REFUSED: ['*'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ServiceHint = keyof typeof codesByHint;

/** The catalogue entry for a code of the service: the exact code first, then the longest prefix, else SERVICE_REFUSED. */
export function hintFor(code: string): ServiceHint {
  let best: ServiceHint = 'SERVICE_REFUSED';
  let bestLength = -1;
  for (const [hint, patterns] of Object.entries(codesByHint)) {
    for (const pattern of patterns as readonly string[]) {
      if (pattern === code) return hint as ServiceHint;
      const prefix = pattern.slice(0, -1);
      if (pattern.endsWith('.*') && code.startsWith(prefix) && prefix.length > bestLength) {
        best = hint as ServiceHint;
        bestLength = prefix.length;
      }
    }
  }
  return best;
}

/** The service is busy with this very request, or with its neighbour: wait, and send the same again (same token). */
const transitional: Readonly<Record<string, readonly string[]>> = {
  '': [
    'IdempotentProcessing',
    'OperationFailed.IdempotentTokenProcessing',
    'OperationFailed.LastTokenProcessing',
    'TOKEN_PROCESSING',
  ],
  CreateVpc: ['TaskConflict', 'UnknownError'],
  CreateVSwitch: [
    'TaskConflict',
    'OperationConflict',
    'IncorrectVpcStatus',
    'IncorrectRouteEntryStatus',
    'OperationFailed.DistibuteLock',
  ],
  RunInstances: ['IncorrectVSwitchStatus'],
};

/** May the same request be sent again after this code? Whether it is safe is for the caller to know. */
export function isRetryable(code: string, action: string): boolean {
  if (code === 'Throttling.DeepPageSkip') return false;
  if (hintFor(code) === 'SERVICE_THROTTLED' || hintFor(code) === 'SERVICE_DOWN') return true;
  if (action === 'CreateVSwitch' && code.startsWith('IncorrectStatus.')) return true;
  return [...(transitional[''] ?? []), ...(transitional[action] ?? [])].includes(code);
}
