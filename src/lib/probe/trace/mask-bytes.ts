import { mask } from '../../redact.js';

const maskBytes = Buffer.from(mask);

/** The bytes with every secret in them replaced: a dump in hex would hide them from a search of the text. */
export function maskSecrets(bytes: Buffer, secrets: readonly Buffer[]): Buffer {
  let clean = bytes;
  for (const secret of secrets) {
    let at = clean.indexOf(secret);
    while (at >= 0) {
      clean = Buffer.concat([clean.subarray(0, at), maskBytes, clean.subarray(at + secret.length)]);
      at = clean.indexOf(secret, at + maskBytes.length);
    }
  }
  return clean;
}

/** How many bytes at the end may be the beginning of a secret whose rest is still to come. */
export function possibleBeginning(bytes: Buffer, secrets: readonly Buffer[]): number {
  let longest = 0;
  for (const secret of secrets) {
    for (let length = Math.min(secret.length - 1, bytes.length); length > longest; length--) {
      if (bytes.subarray(bytes.length - length).equals(secret.subarray(0, length))) longest = length;
    }
  }
  return longest;
}

/** The password of RFC 1929: `01`, length, user, length, password. What is not complete is masked from there on. */
export function maskSocksLogin(bytes: Buffer): Buffer {
  const userEnd = 2 + (bytes[1] ?? 0);
  return bytes.length <= userEnd ? maskBytes : Buffer.concat([bytes.subarray(0, userEnd), maskBytes]);
}
