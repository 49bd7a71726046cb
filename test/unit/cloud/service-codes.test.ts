import { describe, expect, it } from 'vitest';
import { hintFor, isRetryable } from '../../../src/lib/cloud/service-codes.js';
import { en } from '../../../src/lib/messages/en.js';
import { zh } from '../../../src/lib/messages/zh.js';

const known: [string, string][] = [
  ['InvalidAccessKeyId.NotFound', 'SERVICE_KEY_UNKNOWN'],
  ['InvalidAccessKeyId.Inactive', 'SERVICE_KEY_UNKNOWN'],
  ['SignatureDoesNotMatch', 'SERVICE_SIGNATURE'],
  ['IncompleteSignature', 'SERVICE_SIGNATURE'],
  ['MissingSecurityToken', 'SERVICE_SECURITY_TOKEN'],
  ['InvalidSecurityToken.Expired', 'SERVICE_SECURITY_TOKEN'],
  ['InvalidTimeStamp.Expired', 'SERVICE_CLOCK'],
  ['InvalidTimeStamp.Format', 'SERVICE_CLOCK'],
  ['SignatureNonceUsed', 'SERVICE_NONCE'],
  ['Forbidden.RAM', 'SERVICE_FORBIDDEN'],
  ['NoPermission', 'SERVICE_FORBIDDEN'],
  ['Throttling', 'SERVICE_THROTTLED'],
  ['Throttling.User', 'SERVICE_THROTTLED'],
  ['Rejected.Throttling', 'SERVICE_THROTTLED'],
  ['ServiceUnavailable', 'SERVICE_DOWN'],
  ['InternalError', 'SERVICE_DOWN'],
  ['InvalidApi.NotFound', 'SERVICE_API_UNKNOWN'],
  ['InvalidVersion', 'SERVICE_API_UNKNOWN'],
  ['DryRunOperation', 'SERVICE_DRY_RUN'],
  ['InvalidParameter', 'SERVICE_PARAMETER'],
  ['IllegalParam.CidrBlock', 'SERVICE_PARAMETER'],
  ['QuotaExceeded.Vpc', 'SERVICE_QUOTA'],
  ['QuotaExceeded.VSwitch', 'SERVICE_QUOTA'],
  ['QuotaExceed.SecurityGroup', 'SERVICE_QUOTA'],
  ['QuotaExceed.ElasticQuota', 'SERVICE_QUOTA'],
  ['QuotaExceed.AfterpayInstance', 'SERVICE_QUOTA'],
  ['QuotaExceeded.PrivateIpAddress', 'SERVICE_QUOTA'],
  ['InvalidVpcName.Malformed', 'SERVICE_NAME'],
  ['InvalidSecurityGroupName.Malformed', 'SERVICE_NAME'],
  ['InvalidVpcDiscription.Malformed', 'SERVICE_NAME'],
  ['InvalidCidrBlock.Overlapped', 'SERVICE_CIDR_TAKEN'],
  ['OperationDenied.CidrConflictWithExistCidr', 'SERVICE_CIDR_TAKEN'],
  ['InvalidVpcId.NotFound', 'SERVICE_NOT_FOUND'],
  ['ResourceNotFound.VPC', 'SERVICE_NOT_FOUND'],
  ['IncorrectVpcStatus', 'SERVICE_NOT_READY'],
  ['IncorrectVSwitchStatus', 'SERVICE_NOT_READY'],
  ['InvalidZoneId.NotFound', 'SERVICE_ZONE'],
  ['ResourceNotAvailable', 'SERVICE_ZONE'],
  ['Zone.NotOpen', 'SERVICE_ZONE'],
  ['Zone.NotOnSale', 'SERVICE_ZONE'],
  ['InvalidSecurityGroupId.NotFound', 'SERVICE_GROUP'],
  ['InvalidSourceGroupId.NotFound', 'SERVICE_GROUP'],
  ['InvalidSourceGroupId.Mismatch', 'SERVICE_GROUP'],
  ['InvalidIpProtocol.ValueNotSupported', 'SERVICE_RULE'],
  ['InvalidSourceCidrIp.Malformed', 'SERVICE_RULE'],
  ['MissingParameter.Source', 'SERVICE_RULE'],
  ['InvalidPolicy.Malformed', 'SERVICE_RULE'],
  ['InvalidPriority.Malformed', 'SERVICE_RULE'],
  ['InvalidNicType.Mismatch', 'SERVICE_RULE'],
  ['OperationDenied', 'SERVICE_RULE'],
  ['InvalidParamter.Conflict', 'SERVICE_SOURCE_CONFLICT'],
  ['AuthorizationLimitExceed', 'SERVICE_GROUP_FULL'],
  ['SecurityGroupInstanceLimitExceed', 'SERVICE_GROUP_FULL'],
  ['DependencyViolation', 'SERVICE_IN_USE'],
  ['DependencyViolation.VSwitch', 'SERVICE_IN_USE'],
  ['InvalidOperation.DeletionProtection', 'SERVICE_IN_USE'],
  ['OperationDenied.NoStock', 'SERVICE_NO_STOCK'],
  ['InvalidInstanceType.ValueNotSupported', 'SERVICE_NOT_SOLD'],
  ['InvalidInstanceType.ZoneNotSupported', 'SERVICE_NOT_SOLD'],
  ['InvalidResourceType.NotSupported', 'SERVICE_NOT_SOLD'],
  ['InvalidDiskCategory.NotSupported', 'SERVICE_NOT_SOLD'],
  ['InvalidParameter.Mismatch', 'SERVICE_MISMATCH'],
  ['OperationDenied.InconsistentNetwork', 'SERVICE_MISMATCH'],
  ['InvalidAccountStatus.NotEnoughBalance', 'SERVICE_ACCOUNT'],
  ['InsufficientBalance', 'SERVICE_ACCOUNT'],
  ['Account.Arrearage', 'SERVICE_ACCOUNT'],
  ['InvalidPayMethod', 'SERVICE_ACCOUNT'],
  ['RealNameAuthenticationError', 'SERVICE_ACCOUNT'],
  ['Forbidden.RiskControl', 'SERVICE_RISK'],
  ['InvalidUser.PassRoleForbidden', 'SERVICE_PASS_ROLE'],
  ['InvalidUserData.NotSupported', 'SERVICE_WINDOWS_DATA'],
  ['DependencyViolation.WindowsInstance', 'SERVICE_WINDOWS_DATA'],
  ['OperationDenied.ImageNotValid', 'SERVICE_IMAGE'],
  ['InvalidPrivateIpAddress.Duplicated', 'SERVICE_ADDRESS'],
  ['IdempotentParameterMismatch', 'SERVICE_TOKEN_REUSED'],
  ['Something.NeverSeen', 'SERVICE_REFUSED'],
  ['ThrottlingNot', 'SERVICE_REFUSED'],
];

const facts = { code: 'Code.X', action: 'CreateVpc', region: 'cn-hangzhou', said: 'It said so.' };

describe('codes of the service', () => {
  it.each(known)('%s is %s', (code, hint) => expect(hintFor(code)).toBe(hint));

  it.each(known)('%s has a sentence and a hint in both languages', (code) => {
    for (const { errors } of [en, zh]) {
      const { message, hint } = errors[hintFor(code)];
      expect(message(facts)).toContain('It said so.');
      expect(hint(facts).length).toBeGreaterThan(4);
    }
    expect(zh.errors[hintFor(code)].hint(facts)).toMatch(/[\u4e00-\u9fff]/);
    expect(zh.errors[hintFor(code)].hint(facts)).not.toBe(en.errors[hintFor(code)].hint(facts));
  });

  it.each([
    ['Throttling.User', 'DescribeVpcs', true],
    ['Throttling.DeepPageSkip', 'DescribeVpcs', false],
    ['InternalError', 'CreateVpc', true],
    ['TaskConflict', 'CreateVSwitch', true],
    ['TaskConflict', 'RunInstances', false],
    ['IncorrectStatus.Vpc', 'CreateVSwitch', true],
    ['IncorrectVSwitchStatus', 'RunInstances', true],
    ['IdempotentProcessing', 'CreateSecurityGroup', true],
    ['QuotaExceeded.Vpc', 'CreateVpc', false],
    ['SignatureDoesNotMatch', 'CreateVpc', false],
  ])('%s of %s may be tried again: %s', (code, action, expected) =>
    expect(isRetryable(code, action)).toBe(expected),
  );
});
