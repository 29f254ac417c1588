import { EntitySchema } from 'typeorm';

/** One thing to tell one person about one case. Written in the case's own transaction, delivered afterwards as work. */
export interface NoticeRecord {
  id: string;
  case_id: string;
  /** The case's number for people. */
  number: string;
  recipient: string;
  kind: string;
  data: Record<string, unknown>;
  /** Instants in milliseconds since 1970. */
  created_at: string;
  delivered_at: string | null;
  read_at: string | null;
  attempts: number;
  parked_at: string | null;
  parked_reason: string | null;
}

const instant = { type: 'bigint' as const };
const maybe = { ...instant, nullable: true };

export const noticeTable = new EntitySchema<NoticeRecord>({
  name: 'notice',
  columns: {
    id: { type: 'uuid', primary: true }, case_id: { type: 'uuid' }, number: { type: 'text' }, recipient: { type: 'text' }, kind: { type: 'text' }, data: { type: 'jsonb' },
    created_at: instant, delivered_at: maybe, read_at: maybe, attempts: { type: 'int', default: 0 }, parked_at: maybe, parked_reason: { type: 'text', nullable: true },
  },
  indices: [
    { name: 'notice_of_person', columns: ['recipient', 'created_at', 'id'] },
    { name: 'notice_delivered', columns: ['delivered_at'] },
    // Partial indexes: the migration makes them, TypeORM leaves them alone.
    { name: 'notice_undelivered', synchronize: false },
    { name: 'notice_parked', synchronize: false },
  ],
});

export const entities = [noticeTable];
