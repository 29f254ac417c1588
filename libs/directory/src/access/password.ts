import { Algorithm, hash, verify } from '@node-rs/argon2';

/** OWASP's second choice for argon2id: 19 MiB, two passes. About 30 ms on one core. */
const SETTINGS = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFC'), SETTINGS);

/** The hash of 32 random bytes nobody kept: what an account that is not there is measured against. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$rZFJ5uVQo7CUyigwklzOHw$oyU1VpoGEuhslEpUjV8nX4Vt3vkowGuOSV2qFwud9wY';

/** Whether the password is the one that was hashed. Null (no such account, or one without a password) takes as long and is false. */
export async function passwordFits(hashed: string | null, password: string): Promise<boolean> {
  const fits = await verify(hashed ?? NOBODY, password.normalize('NFC')).catch(() => false);
  return fits && hashed !== null;
}
