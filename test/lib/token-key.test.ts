import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { readTokenKey, sealedBy, type TokenKey } from '../../src/lib/token-key.ts';

const bytes = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');
const nonce = '00112233445566778899aabb';

function keyOf(text: string): TokenKey {
  const read = readTokenKey(text);
  if ('problem' in read) throw new Error(read.problem);
  return read.key;
}

it('reads 32 bytes in Base64 or Base64url, and says of anything else how to make them, without showing it', () => {
  const key = keyOf(bytes.toString('base64'));
  expect(keyOf(` ${bytes.toString('base64url')} `).id).toBe(key.id);
  for (const wrong of [
    '',
    'x',
    randomBytes(31).toString('base64'),
    randomBytes(33).toString('base64'),
    'ä'.repeat(43),
  ]) {
    expect(readTokenKey(wrong)).toEqual({
      problem: 'must be 32 random bytes in Base64; make them with: openssl rand -base64 32',
    });
  }
  expect(readTokenKey(Buffer.alloc(32, 7).toString('base64'))).toMatchObject({
    problem: expect.stringContaining('random'),
  });
});

it('opens what it sealed, about the same, unchanged, and nothing else', () => {
  const key = keyOf(bytes.toString('base64'));
  const sealed = key.seal('xoxb-secret', { about: 'T1', nonce });
  expect(sealed).not.toContain('xoxb');
  expect(sealedBy(sealed)).toBe(key.id);
  expect(key.open(sealed, 'T1')).toBe('xoxb-secret');
  expect(key.open(sealed, 'T2')).toBeUndefined();
  const other = keyOf(randomBytes(32).toString('base64'));
  expect(other.open(sealed, 'T1')).toBeUndefined();
  // As if it were the other's.
  expect(other.open(sealed.replace(key.id, other.id), 'T1')).toBeUndefined();
  for (const at of sealed.split('').keys()) {
    const letter = sealed[at] === 'a' ? 'b' : 'a';
    const changed = `${sealed.slice(0, at)}${letter}${sealed.slice(at + 1)}`;
    // The last letter of Base64 has bits that mean nothing.
    const isSame = key.open(changed, 'T1') === 'xoxb-secret';
    expect(isSame && at < sealed.length - 1, `changed at ${at}`).toBe(false);
  }
  for (const broken of ['', '1', `1.${key.id}.${nonce}.`, sealed.slice(0, -10)])
    expect(key.open(broken, 'T1')).toBeUndefined();
});

it('knows what it signed, with another key than it seals with', () => {
  const key = keyOf(bytes.toString('base64'));
  const signature = key.sign('state');
  expect(signature).toMatch(/^[\w-]{43}$/);
  expect(key.isSigned('state', signature)).toBe(true);
  for (const wrong of ['', 'x', signature.slice(1), `${signature.slice(0, -2)}AA`])
    expect(key.isSigned('state', wrong)).toBe(false);
  expect(key.isSigned('other', signature)).toBe(false);
  expect(keyOf(randomBytes(32).toString('base64')).isSigned('state', signature)).toBe(false);
});
