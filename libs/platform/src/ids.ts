import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** A UUIDv7: sorts by the time it was made, so indexes stay compact. */
export const uuid = (): string => v7();

/** An unguessable token for cookies, bearers and devices: `bytes` random bytes as base64url. */
export const randomToken = (bytes = 32): string => randomBytes(bytes).toString('base64url');
