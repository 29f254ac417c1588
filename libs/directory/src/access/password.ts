import { Algorithm, hash, verify } from '@node-rs/argon2';

/** OWASP's second choice for argon2id: 19 MiB, two passes. About 30 ms on one core. */
const SETTINGS = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFC'), SETTINGS);

let nobody: Promise<string> | null = null;

/** Whether the password is the one that was hashed. Null (no such account, or one without a password) takes as long and is false. */
export async function passwordFits(hashed: string | null, password: string): Promise<boolean> {
  const against = hashed ?? (await (nobody ??= hashPassword('an account that nobody has')));
  const fits = await verify(against, password.normalize('NFC')).catch(() => false);
  return fits && hashed !== null;
}
