import { exitCodes, Failure } from '../errors.js';
import { type Block, contains, formatBlock, freeBlock, overlaps, parseBlock } from './cidr.js';
import type { CloudFailures } from './failures.js';

const vpcPrefixes = { min: 8, max: 28 };
const vSwitchPrefixes = { min: 16, max: 29 };
const proposedPrefix = 24;

/** What a VPC's block may not touch: service range, multicast, loopback, link-local. */
const forbidden = ['100.64.0.0/10', '224.0.0.0/4', '127.0.0.0/8', '169.254.0.0/16'];
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/** A block that the service takes but advises against. */
export type BlockWarning = 'OUTSIDE_PRIVATE_RANGES' | 'LARGER_THAN_16';

/** Checks `--cidr` of a VPC by the service's rules. Fails with CIDR_INVALID, CIDR_HOST_BITS, CIDR_SIZE or CIDR_FORBIDDEN. */
export function checkVpcBlock(flag: string, value: string): { block: Block; warnings: BlockWarning[] } {
  const block = readBlock(flag, value, vpcPrefixes);
  const range = forbidden.find((text) => overlaps(parseBlock(text) as Block, block));
  if (range) throw usage('CIDR_FORBIDDEN', { flag, value, range });
  const warnings: BlockWarning[] = [];
  if (!privateRanges.some((text) => contains(parseBlock(text) as Block, block)))
    warnings.push('OUTSIDE_PRIVATE_RANGES');
  if (block.prefix < 16) warnings.push('LARGER_THAN_16');
  return { block, warnings };
}

/** Checks `--vswitch-cidr`'s form and size; whether it fits the VPC is known later (`placeVSwitch`). */
export function checkVSwitchBlock(flag: string, value: string): Block {
  return readBlock(flag, value, vSwitchPrefixes);
}

/**
 * The block of a new vSwitch: the wanted one, checked against the VPC and its siblings, else the first free /24
 * (or the largest that a smaller VPC has room for). Fails with CIDR_OUTSIDE, CIDR_OVERLAP or CIDR_NO_ROOM.
 */
export function placeVSwitch(vpc: Block, siblings: readonly Block[], wanted: Block | null): Block {
  if (!wanted) return proposeBlock(vpc, siblings);
  const value = formatBlock(wanted);
  if (!contains(vpc, wanted)) throw usage('CIDR_OUTSIDE', { value, vpc: formatBlock(vpc) });
  const sibling = siblings.find((block) => overlaps(block, wanted));
  if (sibling) {
    const free = freeBlock(vpc, siblings, wanted.prefix);
    throw usage('CIDR_OVERLAP', {
      value,
      other: formatBlock(sibling),
      free: free ? formatBlock(free) : null,
    });
  }
  return wanted;
}

function proposeBlock(vpc: Block, siblings: readonly Block[]): Block {
  for (let prefix = Math.max(proposedPrefix, vpc.prefix); prefix <= vSwitchPrefixes.max; prefix++) {
    const free = freeBlock(vpc, siblings, prefix);
    if (free) return free;
  }
  throw new Failure('CIDR_NO_ROOM', { vpc: formatBlock(vpc) });
}

function readBlock(flag: string, value: string, prefixes: { min: number; max: number }): Block {
  const block = parseBlock(value);
  if (!block) throw usage('CIDR_INVALID', { flag, value });
  const suggestion = formatBlock(block);
  if (suggestion !== value) throw usage('CIDR_HOST_BITS', { flag, value, suggestion });
  if (block.prefix < prefixes.min || block.prefix > prefixes.max) {
    throw usage('CIDR_SIZE', { flag, value, ...prefixes });
  }
  return block;
}

function usage<Code extends keyof CloudFailures>(code: Code, facts: CloudFailures[Code]): Failure {
  return new Failure(code, facts, { exitCode: exitCodes.usage });
}
