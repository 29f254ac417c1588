import { createHash } from 'node:crypto';

/** What is kept of a logger's password: enough to know it again. The protocol sends it in the clear, so this hides it from whoever reads a list, and from nobody else. */
export const passwordDigest = (number: string, password: string): string => createHash('sha256').update(`hj212\n${number.toUpperCase()}\n${password.trim()}`).digest('hex').slice(0, 32);
