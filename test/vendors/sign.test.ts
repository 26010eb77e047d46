import { expect, it } from 'vitest';
import { neteaseCheckSum } from '../../src/vendors/netease/sign.ts';
import { zimSignature } from '../../src/vendors/zim/sign.ts';

it.each([
  // The vendor's own: https://www.zegocloud.com/docs/zim-server/accessing-server-apis
  [12345, '4fd24687296dd9f3', '9193cc662a4c0ec135ec71fb57194b38', 1_615_186_943, '43e5cfcca828314675f91b001390566a'],
  // Recomputed with Python and openssl.
  [
    1_234_567_890,
    '0123456789abcdef',
    '0123456789abcdef0123456789abcdef',
    1_700_000_000,
    '16623b00a07719a644da6752e631e98a',
  ],
])('signs for ZIM app %i', (appId, nonce, secret, timestamp, signature) => {
  expect(zimSignature({ appId, nonce, secret, timestamp })).toBe(signature);
});

it.each([
  // NetEase publishes none that can be checked; computed with Python and openssl.
  ['0123456789ab', '4tgggergigwow323t23t', 1_443_592_222, '2b3c3ba113c760606d5830e4d807ad8490040efd'],
  ['deadbeefcafe', '0123456789abcdef0123456789abcdef', 1_700_000_000, '0aa7b49aa071c8c6f28614da2c1dc3461f7194b5'],
])('signs for NetEase with secret %s', (appSecret, nonce, curTime, checkSum) => {
  expect(neteaseCheckSum({ appSecret, nonce, curTime })).toBe(checkSum);
});
