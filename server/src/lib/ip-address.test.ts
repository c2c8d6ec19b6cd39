import { expect, test } from 'vitest'
import { compactIpv6, isIpAddress } from './ip-address.ts'

test.each([
  ['::1', '::1'],
  ['::', '::'],
  ['1::', '1::'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['1:0:3:4:5:6:7:8', '1:0:3:4:5:6:7:8'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:0201', '192.0.2.1'],
  ['::1.2.3.4', '::102:304'],
  ['fe80::1%eth0', 'fe80::1'],
])('%s is written %s', (address, short) => {
  expect(compactIpv6(address)).toBe(short)
})

test.each([
  ':',
  ':::',
  '1:2:3',
  '1::2::3',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8:9',
  '::12345',
  '::g',
  '::1.2.3.04',
  '1.2.3.4::',
  'fe80::1%',
  '::1%a%b',
  '::1/64',
  `${'0'.repeat(35)}::1.2`,
])('%s is no IPv6 address', (address) => {
  expect(compactIpv6(address)).toBeNull()
})

test('an IPv4 address is four numbers up to 255 without leading zeros', () => {
  expect(['1.2.3.4', '0.0.0.0', '255.255.255.255'].every(isIpAddress)).toBe(true)
  expect(
    ['1.2.3', '1.2.3.4.5', '256.0.0.1', '01.2.3.4', '1.2.3.4 ', '٣.2.3.4'].some(isIpAddress),
  ).toBe(false)
})
