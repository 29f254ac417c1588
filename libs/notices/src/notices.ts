import { Injectable } from '@nestjs/common';
import type { NoticeKind, NoticeView } from '#contract';
import type { CaseId, UserId } from '#domain';
import { Clock, Database, uuid, Work, type Tx } from '#platform';
import { NOTICE, viewOf, type NoticeRow } from './view.js';

/** What is to be told to whom. `data` is what the sentence needs: stage, rule, deadline … never personal data. */
export interface NewNotice {
  readonly caseId: CaseId;
  readonly number: string;
  readonly recipient: UserId;
  readonly kind: NoticeKind;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Telling people: rows written in the case's own transaction, so a rolled-back command tells nobody. */
@Injectable()
export class Notices {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly work: Work) {}

  /** Writes the notices in `tx`; after its commit their delivery is poked. */
  async add(tx: Tx, notices: readonly NewNotice[]): Promise<void> {
    if (notices.length === 0) return;
    const rows = notices.map((n) => ({ id: uuid(), case_id: n.caseId, number: n.number, recipient: n.recipient, kind: n.kind, data: n.data }));
    await tx.query(
      `insert into notice (id, case_id, number, recipient, kind, data, created_at)
       select id, case_id, number, recipient, kind, data, $2::bigint from json_to_recordset($1::json) as n(id uuid, case_id uuid, number text, recipient text, kind text, data jsonb)`, [JSON.stringify(rows), this.clock.now()]);
    const recipients = new Set(notices.map((n) => n.recipient));
    tx.afterCommit(() => { for (const recipient of recipients) this.work.poke('deliver', recipient); });
  }

  /** A person's notices, newest first. */
  async list(recipient: UserId, limit: number, unread: boolean): Promise<NoticeView[]> {
    const rows = await this.database.query<NoticeRow>(`select ${NOTICE} from notice where recipient = $1 ${unread ? 'and read_at is null' : ''} order by created_at desc, id desc limit $2`, [recipient, limit]);
    return rows.map(viewOf);
  }

  /** Marks a person's own notice read; the first time counts. False when it is not theirs or not there. */
  async read(id: string, recipient: UserId): Promise<boolean> {
    return (await this.database.query('update notice set read_at = coalesce(read_at, $3) where id = $1 and recipient = $2 returning id', [id, recipient, this.clock.now()])).length > 0;
  }
}
