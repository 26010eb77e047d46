import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readCheckingKey, readSigningKey } from '../../src/lib/signing-key.ts';
import { newAuditKey } from '../support/audit-keys.ts';

const { privatePem, publicPem, key } = newAuditKey();
const body = privatePem.replace(/-----.*-----|\n/g, '');

describe('a signing key', () => {
  test.each([
    ['PEM', privatePem],
    ['PEM whose line breaks an env file wrote out', privatePem.replaceAll('\n', '\\n')],
    ['PEM in one line', privatePem.replaceAll('\n', ' ')],
    ['Base64 alone', body],
  ])('is read from %s, and is the same key', (_, text) => {
    const read = readSigningKey(text);
    expect(read).toMatchObject({ key: { id: key.id } });
    if ('key' in read) expect(key.isSigned('what was cut', read.key.sign('what was cut'))).toBe(true);
  });

  test.each([
    ['the public half', publicPem, 'the public half'],
    [
      'another kind',
      generateKeyPairSync('x25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      'not for Ed25519',
    ],
    ['a password', 'correct horse battery staple, and more of it', 'is not an Ed25519 private key'],
    ['nothing', '', 'is not an Ed25519 private key'],
    ['half of one', body.slice(0, 40), 'is not an Ed25519 private key'],
  ])('is refused in words that do not show it: %s', (_, text, says) => {
    const read = readSigningKey(text);
    expect(read).toMatchObject({ problem: expect.stringContaining(says) });
    if (text !== '') expect(JSON.stringify(read)).not.toContain(text.slice(30, 38));
  });

  test('shows its secret to nobody who prints it', () => {
    expect(JSON.stringify([key, Object.values(key).map(String)])).not.toContain(body.slice(20, 40));
  });
});

test('the public half is enough to check, and notices every change', () => {
  const read = readCheckingKey(publicPem);
  if (!('key' in read)) throw new Error(read.problem);
  const signature = key.sign('seq 5');
  expect(read.key.id).toBe(key.id);
  expect(read.key.isSigned('seq 5', signature)).toBe(true);
  expect(read.key.isSigned('seq 6', signature)).toBe(false);
  expect(read.key.isSigned('seq 5', newAuditKey().key.sign('seq 5'))).toBe(false);
  expect(read.key.isSigned('seq 5', 'no signature')).toBe(false);
  expect(readCheckingKey('no key')).toHaveProperty('problem');
});
