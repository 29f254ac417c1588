import { EntitySchema } from 'typeorm';
import { pushSubscription } from './push/tables.js';

/** One thing to tell one person about one case. Written in the case's own transaction; what goes out of the app for it is planned and sent afterwards, as work. */
export interface NoticeRecord {
  id: string;
  /** Null where it is about no case. */
  case_id: string | null;
  /** The case's number for people. */
  number: string;
  recipient: string;
  kind: string;
  urgency: string;
  data: Record<string, unknown>;
  /** The same for all who were told the same thing at once; null in rows of an earlier version. */
  fact: string | null;
  /** Instants in milliseconds since 1970. */
  created_at: string;
  /** In the app, and planned for the other channels. */
  delivered_at: string | null;
  read_at: string | null;
  attempts: number;
  parked_at: string | null;
  parked_reason: string | null;
}

const text = { type: 'text' as const };
const maybeText = { ...text, nullable: true };
const instant = { type: 'bigint' as const };
const maybe = { ...instant, nullable: true };
const count = { type: 'int' as const, default: 0 };
/** Partial indexes: the migration makes them, TypeORM leaves them alone. */
const partial = (...names: string[]): { name: string; synchronize: false }[] => names.map((name) => ({ name, synchronize: false }));

export const noticeTable = new EntitySchema<NoticeRecord>({
  name: 'notice',
  columns: {
    id: { type: 'uuid', primary: true }, case_id: { type: 'uuid', nullable: true }, number: text, recipient: text, kind: text, urgency: { ...text, default: 'normal' }, data: { type: 'jsonb' }, fact: { type: 'uuid', nullable: true },
    created_at: instant, delivered_at: maybe, read_at: maybe, attempts: count, parked_at: maybe, parked_reason: maybeText,
  },
  indices: [
    { name: 'notice_of_person', columns: ['recipient', 'created_at', 'id'] }, { name: 'notice_delivered', columns: ['delivered_at'] }, { name: 'notice_of_case', columns: ['case_id', 'created_at'] },
    ...partial('notice_undelivered', 'notice_parked', 'notice_unread'),
  ],
});

/** The sent-log: what goes out on a line, once a line and thing. The line is `mail:<person>`, `webhook:<endpoint>` or `push:<subscription>`; the thing is the notice, on a line of several people the fact. */
const noticeSent = new EntitySchema<Record<string, unknown>>({
  name: 'notice_sent',
  columns: {
    line: { ...text, primary: true }, thing: { type: 'uuid', primary: true }, notice: { type: 'uuid' }, case_id: { type: 'uuid', nullable: true },
    /** waiting, sent, parked or dropped; next_at is set exactly while it waits. */
    state: text, reason: maybeText, attempts: count, created_at: instant, next_at: maybe,
    /** The message it is part of, from before the first try on. */
    message: { type: 'uuid', nullable: true }, sent_at: maybe, parked_at: maybe,
  },
  indices: [{ name: 'notice_sent_case', columns: ['case_id'] }, ...partial('notice_sent_due', 'notice_sent_line', 'notice_sent_lately', 'notice_sent_parked', 'notice_sent_over')],
});

/** What is remembered about a line between two messages; a line without a row works and is rested. */
const noticeLine = new EntitySchema<Record<string, unknown>>({
  name: 'notice_line',
  columns: { line: { ...text, primary: true }, failures: count, resume_at: maybe, full_at: { type: 'bigint', array: true, default: '{}' }, last_sent_at: maybe },
});

const noticePreference = new EntitySchema<Record<string, unknown>>({
  name: 'notice_preference',
  columns: {
    person: { ...text, primary: true }, email: maybeText, mail: text, webhook: text, muted: { ...text, array: true }, quiet_from: { type: 'smallint', nullable: true }, quiet_to: { type: 'smallint', nullable: true }, changed_at: instant,
  },
});

/** A robot or webhook of a person, of a department, or of everybody with a role. */
const noticeEndpoint = new EntitySchema<Record<string, unknown>>({
  name: 'notice_endpoint',
  columns: {
    id: { type: 'uuid', primary: true }, name: text, format: text, owner_kind: text, owner: text, url: text, secret: maybeText,
    /** The secret before the last change: signed with too for a day, so that a receiver may change over. */
    old_secret: maybeText, old_until: maybe,
    wants: text, active: { type: 'boolean', default: true }, disabled_reason: maybeText, created_at: instant, created_by: text, changed_at: instant,
  },
  indices: [{ name: 'notice_endpoint_owner', columns: ['owner_kind', 'owner'] }],
});

export const entities = [noticeTable, noticeSent, noticeLine, noticePreference, noticeEndpoint, pushSubscription];
