import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Tells whether a text was signed with the private half of this key. */
export interface CheckingKey {
  /** 16 hexadecimal digits, the beginning of the public half's SHA-256: no secret. */
  readonly id: string;
  /** `signature` is Base64, as {@link SigningKey.sign} gives it. */
  isSigned(text: string, signature: string): boolean;
}

/** Signs. The private half stays inside. */
export interface SigningKey extends CheckingKey {
  sign(text: string): string;
}

/** The key, or what is wrong with the text that should be one; never the text itself. */
export type ReadKey<Key> = { readonly key: Key } | { readonly problem: string };

const howToMake = 'openssl genpkey -algorithm ed25519 -outform DER | base64';

/** Reads an Ed25519 private key: PEM, or the Base64 of its PKCS #8 DER alone, which fits into one line. */
export function readSigningKey(text: string): ReadKey<SigningKey> {
  const key = privateKey(text);
  if (key?.asymmetricKeyType === 'ed25519') {
    const checking = checkingKey(createPublicKey(key));
    return { key: { ...checking, sign: (signed) => sign(null, Buffer.from(signed), key).toString('base64') } };
  }
  if (key) return { problem: `is a private key, but not for Ed25519; make one with: ${howToMake}` };
  return publicKey(text)
    ? { problem: 'is the public half of a key; Hush signs with the private one' }
    : { problem: `is not an Ed25519 private key; make one with: ${howToMake}` };
}

/** Reads the public half of an Ed25519 key, in the same forms (SPKI), or takes it out of a private key. */
export function readCheckingKey(text: string): ReadKey<CheckingKey> {
  const own = privateKey(text);
  const key = own ? createPublicKey(own) : publicKey(text);
  if (key?.asymmetricKeyType === 'ed25519') return { key: checkingKey(key) };
  return { problem: 'is not an Ed25519 key, neither the private nor the public half' };
}

function checkingKey(key: KeyObject): CheckingKey {
  const id = createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex')
    .slice(0, 16);
  return { id, isSigned: (text, signature) => verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64')) };
}

/** Without the marks around it, and whatever an env file made of its line breaks. */
function derOf(text: string): Buffer {
  return Buffer.from(text.replace(/-----[A-Z ]+-----|\\n|\s/g, ''), 'base64');
}

function privateKey(text: string): KeyObject | undefined {
  return readOrNot(() => createPrivateKey({ key: derOf(text), format: 'der', type: 'pkcs8' }));
}

function publicKey(text: string): KeyObject | undefined {
  return readOrNot(() => createPublicKey({ key: derOf(text), format: 'der', type: 'spki' }));
}

function readOrNot(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    // OpenSSL's words are about bytes, and what was written may be a secret of another kind.
    return undefined;
  }
}
