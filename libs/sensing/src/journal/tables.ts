import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

const text = { type: 'text' } as const, maybeText = { type: 'text', nullable: true } as const, bigint = { type: 'bigint' } as const, maybeBigint = { type: 'bigint', nullable: true } as const;
const int = { type: 'int' } as const, smallint = { type: 'smallint' } as const, bytes = { type: 'bytea' } as const, real = { type: 'double precision' } as const, zero = { type: 'bigint', default: 0 } as const;
const key = <T extends string>(type: T) => ({ type, primary: true } as const);
const counted = { type: 'bigint', primary: true, generated: 'identity', generatedIdentity: 'BY DEFAULT' } as unknown as EntitySchemaColumnOptions;
type Row = Record<string, unknown>;

/** What a device measures. `anchor`: its asset, else itself: what shares an anchor shares a partition. `unit`: what its values are kept in. `attributes`: numbers a threshold may name. */
const series = new EntitySchema<Row>({
  name: 'series',
  columns: { id: counted, device: text, metric: text, unit: maybeText, anchor: text, partition: smallint, number: int, codes: { type: 'text', array: true, default: [] }, attributes: { type: 'jsonb', default: {} }, created_at: bigint },
  uniques: [{ name: 'series_metric', columns: ['device', 'metric'] }],
  indices: [{ name: 'series_anchor', columns: ['anchor'] }],
});
/** Which series a number in a partition means, for good. */
const seriesPlace = new EntitySchema<Row>({ name: 'series_place', columns: { partition: { ...key('smallint'), primaryKeyConstraintName: 'series_place_pk' }, number: { ...key('int'), primaryKeyConstraintName: 'series_place_pk' }, series: bigint } });
/** What an account calls a device, or one of its metrics (`metric` '' is the device itself). */
const senderName = new EntitySchema<Row>({
  name: 'sender_name',
  columns: Object.fromEntries([...['account', 'device', 'metric'].map((name) => [name, { ...key('text'), primaryKeyConstraintName: 'sender_name_pk' }]), ['to_device', text], ['to_metric', maybeText]]),
});
/** The lease of a partition: whoever writes for it names the epoch. `seq`: its last journal record; the counts are of readings. `dropped`: of records that retention took. `accepted`: of what came to the owner itself. */
const partitionOwner = new EntitySchema<Row>({
  name: 'partition_owner',
  columns: { partition: key('smallint'), owner: maybeText, epoch: zero, until: { type: 'timestamptz', default: () => `'1970-01-01 00:00:00+00'` }, seq: zero, journalled: zero, duplicates: zero, dropped: zero, history_seq: zero, accepted: zero },
});
/** Processes that take partitions and are alive. */
const partitionHost = new EntitySchema<Row>({ name: 'partition_host', columns: { id: key('text'), until: { type: 'timestamptz' } } });
/** The engine of a partition after a record, to begin from. */
const partitionSnapshot = new EntitySchema<Row>({ name: 'partition_snapshot', columns: { partition: key('smallint'), seq: bigint, taken_at: bigint, arrangement: bytes, state: bytes } });
/** Packed records (see codec.ts), gapless by `seq`. `kind`: 0 readings, 1 tick, 2 arrangement. */
const journal = new EntitySchema<Row>({
  name: 'journal',
  columns: { partition: { ...key('smallint'), primaryKeyConstraintName: 'journal_pk' }, seq: { ...key('bigint'), primaryKeyConstraintName: 'journal_pk' }, received_at: { ...key('bigint'), primaryKeyConstraintName: 'journal_pk' }, kind: smallint, n: int, payload: bytes },
});
/** Digests of the keys by which senders mark a reading, so that a resent one is known. */
const seenKey = new EntitySchema<Row>({ name: 'seen_key', columns: { key: { ...key('bytea'), primaryKeyConstraintName: 'seen_key_pk' }, at: { ...key('bigint'), primaryKeyConstraintName: 'seen_key_pk' } } });
/** Readings that came to a process which does not own their partition; its owner takes them out in the transaction that journals them. */
const inbox = new EntitySchema<Row>({
  name: 'reading_inbox',
  columns: { id: counted, partition: smallint, urgent: { type: 'boolean' }, n: int, payload: bytes, keys: { type: 'jsonb', nullable: true } },
  indices: [{ name: 'reading_inbox_partition', synchronize: false }],
});
/** What could not be taken, with its reason; the same again is counted. `raw`: null where there was too much of it. */
const quarantine = new EntitySchema<Row>({
  name: 'quarantine',
  columns: {
    id: key('uuid'), digest: bytes, reason: text, part: text, detail: text, code: maybeText, params: { type: 'jsonb', nullable: true }, protocol: text, account: maybeText, device: maybeText, metric: maybeText, form: text, raw: { type: 'bytea', nullable: true }, envelope: { type: 'jsonb', nullable: true }, frame: { type: 'bytea', nullable: true }, count: bigint, first_at: bigint, last_at: bigint,
    state: { type: 'text', default: 'kept' }, settled_at: maybeBigint, settled_by: maybeText,
  },
  checks: [{ name: 'quarantine_form', expression: `form in ('frame', 'part', 'sample')` }, { name: 'quarantine_state', expression: `state in ('kept', 'replayed', 'dismissed')` }],
  indices: [{ name: 'quarantine_digest', columns: ['digest'], unique: true, where: `(state = 'kept'::text)` }, { name: 'quarantine_listed', columns: ['state', 'last_at'] }, { name: 'quarantine_frame', columns: ['frame'], where: '(frame IS NOT NULL)' }, { name: 'quarantine_device', columns: ['account', 'device'], where: '(device IS NOT NULL)' }],
});
/** What was accepted and not by a partition's owner: put into an inbox, or into quarantine. */
const readingDoor = new EntitySchema<Row>({ name: 'reading_door', columns: { shard: key('smallint'), accepted: bigint } });
/** Readings of the accounts that send much, over all processes. */
const senderUse = new EntitySchema<Row>({ name: 'sender_use', columns: { account: key('text'), readings: bigint } });
/** Values for curves and evidence: those that moved by more than the dead-band, and those that surround a hole. No key: declared for reading only. */
const reading = new EntitySchema<Row>({
  name: 'reading',
  columns: { series: { ...key('bigint') }, at: { ...key('bigint') }, value: real, quality: smallint, code: smallint }, synchronize: false,
});
/** Counts by minute, hour and day (`step` in seconds, `at` its beginning). `good`: how many were to be trusted; sum, min and max are over these. */
const rollUp = new EntitySchema<Row>({
  name: 'roll_up',
  columns: { series: { ...key('bigint'), primaryKeyConstraintName: 'roll_up_pk' }, step: { ...key('int'), primaryKeyConstraintName: 'roll_up_pk' }, at: { ...key('bigint'), primaryKeyConstraintName: 'roll_up_pk' }, n: int, good: int, sum: real, min: real, max: real },
  indices: [{ name: 'roll_up_step', columns: ['step', 'at'] }],
});
/** The newest of each series, and what the dead-band compares with. `run`: how many in a row had the same value, since when. */
const seriesLast = new EntitySchema<Row>({
  name: 'series_last',
  columns: { series: key('bigint'), at: bigint, received_at: bigint, value: real, quality: smallint, code: smallint, kept_at: bigint, kept_value: real, run: int, steady_since: bigint },
});
/** How a device is, as far as its readings tell. `inhibited_by`: the gateway whose fault this is. `next_at`: when it shall be looked at again, heard of or not. */
const deviceHealth = new EntitySchema<Row>({
  name: 'device_health',
  columns: { device: key('text'), health: text, since: bigint, heard_at: maybeBigint, battery: { type: 'double precision', nullable: true }, gateway: maybeText, inhibited_by: maybeText, looked_at: bigint, next_at: maybeBigint },
  indices: [{ name: 'device_health_next', columns: ['next_at'] }],
});
/** A fault of a device for its owner to mend; never a case of the city. `handled_…`: its owner says it is mended; while the device does not show it, the fault stays and `returned` counts how often it came back. `alarm`: the alarm of upkeep that says so, where it is one. */
const deviceFault = new EntitySchema<Row>({
  name: 'device_fault',
  columns: { id: key('uuid'), device: text, health: text, department: maybeText, gateway: { type: 'boolean' }, began_at: bigint, ended_at: maybeBigint, told_at: maybeBigint, handled_at: maybeBigint, handled_by: maybeText, handled_note: maybeText, returned: { type: 'int', default: 0 }, alarm: { type: 'uuid', nullable: true } },
  indices: [{ name: 'device_fault_open', columns: ['device'], unique: true, where: '(ended_at IS NULL)' }, { name: 'device_fault_device', synchronize: false }, { name: 'device_fault_alarm', synchronize: false }],
});
/** How a device was from an instant on, until the next one. */
const deviceHealthChange = new EntitySchema<Row>({ name: 'device_health_change', columns: { device: { ...key('text'), primaryKeyConstraintName: 'device_health_change_pk' }, at: { ...key('bigint'), primaryKeyConstraintName: 'device_health_change_pk' }, health: text } });

export const readingTables = [series, seriesPlace, senderName, partitionOwner, partitionHost, partitionSnapshot, journal, seenKey, inbox, quarantine, readingDoor, reading, rollUp, seriesLast, deviceHealth, deviceHealthChange, deviceFault, senderUse];
