import { EntitySchema } from 'typeorm';

/** Solved puzzles until their time is over, with the report they were spent on. */
export const publicProofTable = new EntitySchema<{ digest: Buffer; key: string; until: string }>({
  name: 'public_proof',
  columns: { digest: { type: 'bytea', primary: true }, key: { type: 'text' }, until: { type: 'bigint' } },
  indices: [{ name: 'public_proof_until', columns: ['until'] }],
});

/** How many public reports came in a span of time, in all and by the seal of a network; two days of it. */
export const publicQuotaTable = new EntitySchema<{ subject: string; every: string; since: string; used: number }>({
  name: 'public_quota',
  columns: { subject: { type: 'text', primary: true }, every: { type: 'bigint', primary: true }, since: { type: 'bigint', primary: true }, used: { type: 'int' } },
  indices: [{ name: 'public_quota_since', columns: ['since'] }],
});
