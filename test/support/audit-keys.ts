import { generateKeyPairSync } from 'node:crypto';
import { readSigningKey, type SigningKey } from '../../src/lib/signing-key.ts';

/** A new pair of keys, as an operator has them, and the one Hush signs with. */
export function newAuditKey(): { readonly privatePem: string; readonly publicPem: string; readonly key: SigningKey } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const privatePem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const publicPem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const read = readSigningKey(privatePem);
  if (!('key' in read)) throw new Error(read.problem);
  return { privatePem, publicPem, key: read.key };
}
