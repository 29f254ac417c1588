import { EntitySchema } from 'typeorm';

type Row = Record<string, unknown>;
const text = { type: 'text' } as const, maybeText = { type: 'text', nullable: true } as const, bigint = { type: 'bigint' } as const, maybeBigint = { type: 'bigint', nullable: true } as const;
const int = { type: 'int' } as const, smallint = { type: 'smallint' } as const, real = { type: 'double precision', nullable: true } as const, bool = { type: 'boolean' } as const, maybeBool = { type: 'boolean', nullable: true } as const;
const json = { type: 'jsonb' } as const, uuid = { type: 'uuid' } as const, maybeUuid = { type: 'uuid', nullable: true } as const, no = { type: 'boolean', default: false } as const, zero = { type: 'int', default: 0 } as const;
const id = { type: 'uuid', primary: true } as const;
const counted = { type: 'bigint', primary: true, generated: 'identity', generatedIdentity: 'BY DEFAULT' } as unknown as typeof bigint;
const parked = { parked_at: maybeBigint, parked_reason: maybeText, attempts: zero };
/** Indexes that the migration alone knows: partial ones, and those by a falling order. */
const by = (...names: readonly string[]) => names.map((name) => ({ name, synchronize: false as const }));

/** Versions of trigger rules. `author` null: read in from the rule book's files. `tried_at`: from then on its content stands. */
const triggerRule = new EntitySchema<Row>({
  name: 'trigger_rule',
  columns: {
    id: { type: 'text', primary: true, primaryKeyConstraintName: 'trigger_rule_pk' }, version: { type: 'int', primary: true, primaryKeyConstraintName: 'trigger_rule_pk' }, state: text, content: json, revision: { type: 'int', default: 1 }, note: maybeText, author: maybeText, changed_at: bigint, tried_at: maybeBigint,
  },
  checks: [{ name: 'trigger_rule_state', expression: `state in ('draft', 'shadow', 'live', 'off')` }], indices: by('trigger_rule_draft', 'trigger_rule_shadow', 'trigger_rule_live'),
});
/** Runs of a version over stored history. */
const triggerTrial = new EntitySchema<Row>({ name: 'trigger_trial', columns: { id, rule: text, version: int, at: bigint, by_whom: text, result: json }, indices: by('trigger_trial_rule') });
/** Who did what with a rule; append-only. */
const triggerRuleLog = new EntitySchema<Row>({ name: 'trigger_rule_log', columns: { id: counted, rule: text, version: int, act: text, by_whom: maybeText, at: bigint, note: maybeText }, indices: by('trigger_rule_log_rule') });

/**
 * An alarm. `key`: rule × asset, else rule × series; one of a key is open at a time. `since`, `raised_at`, `cleared_at`: event time; `opened_at`, `changed_at`: when the program came to know.
 * `told_…`: what its case has heard of it. `held`: why it is no case yet. `credit`: how far its case went by itself, and why. `withdrawn`: its rule was switched off while it fired; that says nothing of what it had seen. `pictures`: what it shows, looked for at opening `pictured`. `wants_at`: when the automation looks at it; null: nothing to do.
 */
const alarm = new EntitySchema<Row>({
  name: 'alarm',
  columns: {
    id, key: text, rule: text, version: int, trial: bool, policy: text, class_id: text, device: text, metric: text, unit: text, asset: maybeText, gateway: maybeText, cell: maybeText, township: maybeText, severity: text, worst: text, value: real, since: bigint, raised_at: bigint, opened_at: bigint,
    cleared_at: maybeBigint, changed_at: bigint, openings: int, stale: no, flapping: no, case_id: maybeUuid, told_firing: maybeBool, told_severity: maybeText, told_stale: maybeBool, storm: maybeUuid, held: maybeText, held_window: maybeUuid, snoozed_until: maybeBigint, credit: { type: 'jsonb', nullable: true },
    verdict: maybeBool, withdrawn: no, pictured: { type: 'int', nullable: true }, pictures: { type: 'jsonb', nullable: true }, wants_at: maybeBigint, ...parked,
  },
  indices: by('alarm_open', 'alarm_key', 'alarm_wants', 'alarm_parked', 'alarm_case', 'alarm_storm', 'alarm_raised', 'alarm_rule', 'alarm_judged', 'alarm_device', 'alarm_township', 'alarm_window', 'alarm_source', 'alarm_pictures'),
});
const place = (type: 'smallint' | 'bigint' | 'int') => ({ type, primary: true, primaryKeyConstraintName: 'alarm_event_pk' } as const);
/** What the engine said of an alarm, in the order of the journal; append-only. */
const alarmEvent = new EntitySchema<Row>({
  name: 'alarm_event', columns: { partition: place('smallint'), seq: place('bigint'), n: place('int'), alarm_id: uuid, kind: text, severity: text, at: bigint, since: bigint, received_at: bigint, value: real }, indices: by('alarm_event_alarm'),
});
/** Whether it was so, as people said or as what became of its case says (`derived`); append-only, the last one counts, a person's before a derived one. */
const alarmVerdict = new EntitySchema<Row>({ name: 'alarm_verdict', columns: { id: counted, alarm_id: uuid, so: bool, by_whom: maybeText, at: bigint, derived: bool, note: maybeText }, indices: by('alarm_verdict_alarm') });
/** Cases with alarms. `looked_version`: the case as its alarms last saw it; `look_at`: when they look again. `catalogue`: how grave the catalogue says its condition is. `over`: closed and judged. */
const alarmWatch = new EntitySchema<Row>({
  name: 'alarm_watch', columns: { case_id: id, looked_version: int, look_at: maybeBigint, catalogue: smallint, storm: no, over: no, ...parked }, indices: by('alarm_watch_going', 'alarm_watch_look', 'alarm_watch_parked'),
});
/** Storms of a class in a township, one at a time. `case_id`: the case that stands for it. `rule`: how it ends. */
const storm = new EntitySchema<Row>({ name: 'storm', columns: { id, class_id: text, township: text, rule: json, case_id: uuid, started_at: bigint, look_at: bigint, released_at: maybeBigint, ...parked }, indices: by('storm_going', 'storm_look', 'storm_case') });
/** Maintenance windows and exempted zones. */
const suppression = new EntitySchema<Row>({
  name: 'suppression',
  columns: { id, version: int, kind: text, from_at: bigint, to_at: maybeBigint, life_safety: bool, covers: json, reason: text, by_whom: text, created_at: bigint, ended_at: maybeBigint, ended_by: maybeText, command_id: { type: 'text', nullable: true }, command_hash: maybeText },
  uniques: [{ name: 'suppression_command', columns: ['command_id'] }], checks: [{ name: 'suppression_kind', expression: `kind in ('maintenance', 'exemption')` }], indices: by('suppression_going'),
});

export const alarmTables = [triggerRule, triggerTrial, triggerRuleLog, alarm, alarmEvent, alarmVerdict, alarmWatch, storm, suppression];
