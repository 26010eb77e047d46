import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { ReadKey } from './signing-key.ts';

/** Keeps secrets sealed where they are stored, and knows what it signed itself. The key stays inside. */
export interface TokenKey {
  /** 16 hexadecimal digits, derived from the key: no secret. */
  readonly id: string;
  /** AES-256-GCM under a fresh `nonce` of 12 bytes, as 24 hexadecimal digits. What it is `about` is not stored, and needed to open it. */
  seal(text: string, sealing: { readonly about: string; readonly nonce: string }): string;
  /** Undefined: it was sealed with another key, is about something else, or was changed. */
  open(sealed: string, about: string): string | undefined;
  /** HMAC-SHA-256 as Base64url, with a key of its own. */
  sign(text: string): string;
  isSigned(text: string, signature: string): boolean;
}

const howToMake = 'openssl rand -base64 32';
const keyBytes = 32;
const tagBytes = 16;
/** The version of a sealed text. */
const version = '1';

/** Reads 32 bytes, written as Base64 or Base64url. */
export function readTokenKey(text: string): ReadKey<TokenKey> {
  const bare = text.trim().replace(/=+$/, '');
  const bytes = Buffer.from(bare, 'base64');
  const isBase64 = /^[A-Za-z0-9+/_-]+$/.test(bare);
  if (!isBase64 || bytes.length !== keyBytes)
    return { problem: `must be 32 random bytes in Base64; make them with: ${howToMake}` };
  if (new Set(bytes).size < 8) return { problem: `does not look random; make it with: ${howToMake}` };
  return { key: tokenKey(bytes) };
}

/** The id of the key that sealed a text; undefined: it is no sealed text. */
export function sealedBy(sealed: string): string | undefined {
  const [written, id] = sealed.split('.');
  return written === version ? id : undefined;
}

function tokenKey(bytes: Buffer): TokenKey {
  const derive = (purpose: string, length: number) =>
    Buffer.from(hkdfSync('sha256', bytes, Buffer.alloc(0), `hush ${purpose} 1`, length));
  const sealing = derive('sealed tokens', keyBytes);
  const signing = derive('signed states', keyBytes);
  const id = derive('key id', 8).toString('hex');
  const hmac = (text: string) => createHmac('sha256', signing).update(text).digest();

  return {
    id,
    seal: (text, { about, nonce }) => {
      const cipher = createCipheriv('aes-256-gcm', sealing, Buffer.from(nonce, 'hex'), { authTagLength: tagBytes });
      cipher.setAAD(Buffer.from(about));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [version, id, nonce, body.toString('base64url')].join('.');
    },
    open: (sealed, about) => {
      const [, , nonce = '', written = ''] = sealed.split('.');
      const body = Buffer.from(written, 'base64url');
      if (sealedBy(sealed) !== id || !/^[0-9a-f]{24}$/.test(nonce) || body.length < tagBytes) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', sealing, Buffer.from(nonce, 'hex'), { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(about));
      decipher.setAuthTag(body.subarray(-tagBytes));
      try {
        return Buffer.concat([decipher.update(body.subarray(0, -tagBytes)), decipher.final()]).toString('utf8');
      } catch {
        // OpenSSL only says that it could not.
        return undefined;
      }
    },
    sign: (text) => hmac(text).toString('base64url'),
    isSigned: (text, signature) => {
      const [is, should] = [Buffer.from(signature, 'base64url'), hmac(text)];
      return is.length === should.length && timingSafeEqual(is, should);
    },
  };
}
