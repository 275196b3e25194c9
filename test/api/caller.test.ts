import assert from 'node:assert/strict';
import type { Request } from 'express';
import { callerOf } from '../../api/caller.ts';

describe('callers', () => {
  const table: [address: string, caller: string][] = [
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:54321', '203.0.113.7'],
    ['2001:DB8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:ffff:1:2:3', '2001:db8:0:0::/64'],
    ['[2001:db8::1]:443', '2001:db8:0:0::/64'],
    ['2001:0db8:0000:0001::', '2001:db8:0:1::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:1:2:3:4:203.0.113.7', '2001:db8:1:2::/64'],
  ];
  for (const [address, caller] of table)
    it(`given the address ${address}, when limits ask who it is, then it is ${caller}`, () => {
      assert.equal(callerOf({ ip: address } as Request), caller);
    });
});
