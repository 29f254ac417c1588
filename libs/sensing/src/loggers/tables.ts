import { EntitySchema } from 'typeorm';

/** Which device a logger of HJ 212 is that nobody vouches for but its number (MN, in capitals) and the digest of its password (PW). */
export const adoptedLoggerTable = new EntitySchema<Record<string, unknown>>({
  name: 'adopted_logger',
  columns: { number: { type: 'text', primary: true }, device: { type: 'text' }, password: { type: 'text' }, adopted_at: { type: 'bigint' }, adopted_by: { type: 'text' } },
});
