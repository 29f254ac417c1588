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

/** Notices ready to be written: `rows` for `insertNotices`, and what to call once they are committed. */
export interface Telling {
  readonly rows: string;
  readonly told: () => void;
}

/** Writes the rows of a Telling from the parameter, as a statement of its own or as part of a larger one; `only` may narrow them by `n.case_id`. */
export const insertNotices = (parameter: string, only = 'true'): string =>
  `insert into notice (id, case_id, number, recipient, kind, data, created_at) select n.id, n.case_id, n.number, n.recipient, n.kind, n.data, n.created_at
   from json_to_recordset(${parameter}::json) as n(id uuid, case_id uuid, number text, recipient text, kind text, data jsonb, created_at bigint) where ${only}`;

/** Telling people: rows written in the case's own transaction, so a rolled-back command tells nobody. */
@Injectable()
export class Notices {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly work: Work) {}

  /** Writes the notices in `tx`; after its commit their delivery is poked. */
  async add(tx: Tx, notices: readonly NewNotice[]): Promise<void> {
    if (notices.length === 0) return;
    const { rows, told } = this.telling(notices);
    await tx.query(insertNotices('$1'), [rows]);
    tx.afterCommit(told);
  }

  /** For a writer with a statement of its own. */
  telling(notices: readonly NewNotice[]): Telling {
    const at = this.clock.now();
    return {
      rows: JSON.stringify(notices.map((n) => ({ id: uuid(), case_id: n.caseId, number: n.number, recipient: n.recipient, kind: n.kind, data: n.data, created_at: at }))),
      told: () => { for (const recipient of new Set(notices.map((n) => n.recipient))) this.work.poke('deliver', recipient); },
    };
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
