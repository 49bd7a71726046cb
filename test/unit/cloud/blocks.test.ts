import { describe, expect, it } from 'vitest';
import { checkVpcBlock, checkVSwitchBlock, placeVSwitch } from '../../../src/lib/cloud/blocks.js';
import { type Block, formatBlock, parseBlock } from '../../../src/lib/cloud/cidr.js';
import { Failure } from '../../../src/lib/errors.js';

const block = (text: string) => parseBlock(text) as Block;
const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'passed';
  } catch (error) {
    return error instanceof Failure ? `${error.code} ${error.exitCode}` : String(error);
  }
};

describe('the block of a VPC', () => {
  it.each([
    ['192.168.0.0/16', 'passed'],
    ['10.0.0.0/8', 'passed'],
    ['172.16.5.0/28', 'passed'],
    ['10.0.0.0/7', 'CIDR_SIZE 2'],
    ['8.0.0.0/7', 'CIDR_SIZE 2'],
    ['192.168.0.0/29', 'CIDR_SIZE 2'],
    ['192.168.0.1/16', 'CIDR_HOST_BITS 2'],
    ['100.64.0.0/10', 'CIDR_FORBIDDEN 2'],
    ['100.127.255.0/24', 'CIDR_FORBIDDEN 2'],
    ['100.0.0.0/8', 'CIDR_FORBIDDEN 2'],
    ['224.0.0.0/8', 'CIDR_FORBIDDEN 2'],
    ['127.0.0.0/16', 'CIDR_FORBIDDEN 2'],
    ['169.254.0.0/16', 'CIDR_FORBIDDEN 2'],
    ['192.168.0.0', 'CIDR_INVALID 2'],
    ['fd00::/8', 'CIDR_INVALID 2'],
  ])('%s: %s', (value, outcome) => expect(codeOf(() => checkVpcBlock('--cidr', value))).toBe(outcome));

  it.each([
    ['10.0.0.0/16', []],
    ['10.0.0.0/15', ['LARGER_THAN_16']],
    ['11.0.0.0/16', ['OUTSIDE_PRIVATE_RANGES']],
    ['12.0.0.0/8', ['OUTSIDE_PRIVATE_RANGES', 'LARGER_THAN_16']],
  ])('%s is noted as %j', (value, warnings) =>
    expect(checkVpcBlock('--cidr', value).warnings).toEqual(warnings),
  );
});

describe('the block of a vSwitch', () => {
  it.each([
    ['192.168.1.0/15', 'CIDR_HOST_BITS 2'],
    ['192.168.0.0/16', 'passed'],
    ['192.168.0.0/29', 'passed'],
    ['192.168.0.0/30', 'CIDR_SIZE 2'],
  ])('%s: %s', (value, outcome) =>
    expect(codeOf(() => checkVSwitchBlock('--vswitch-cidr', value))).toBe(outcome),
  );

  it.each([
    ['192.168.0.0/16', [], '192.168.0.0/24'],
    ['192.168.0.0/16', ['192.168.0.0/24'], '192.168.1.0/24'],
    ['192.168.0.0/16', ['192.168.0.128/25', '192.168.1.0/24'], '192.168.2.0/24'],
    ['10.0.0.0/28', [], '10.0.0.0/28'],
    ['10.0.0.0/24', ['10.0.0.0/26'], '10.0.0.128/25'],
  ])('is proposed in %s beside %j as %s', (vpc, siblings, expected) => {
    expect(formatBlock(placeVSwitch(block(vpc), siblings.map(block), null))).toBe(expected);
  });

  it('is refused outside the VPC, over a sibling and where there is no room', () => {
    const vpc = block('192.168.0.0/16');
    expect(codeOf(() => placeVSwitch(vpc, [], block('10.0.0.0/24')))).toBe('CIDR_OUTSIDE 2');
    expect(codeOf(() => placeVSwitch(vpc, [block('192.168.0.0/17')], block('192.168.1.0/24')))).toBe(
      'CIDR_OVERLAP 2',
    );
    expect(codeOf(() => placeVSwitch(vpc, [vpc], null))).toBe('CIDR_NO_ROOM 1');
  });
});
