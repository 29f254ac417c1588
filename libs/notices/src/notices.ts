import { Injectable } from '@nestjs/common';
import type { NoticeKind, NoticeView, Urgency } from '#contract';
import type { CaseId, Instant, UserId } from '#domain';
import { Clock, Database, uuid, Work, type Tx } from '#platform';
import { NOTICE, viewOf, type NoticeRow } from './view.js';

/** What is to be told to whom. `data` is what the sentence needs: stage, rule, deadline, and `classId`, `cell`, `dueAt` for messages outside the app … never personal data. */
export interface NewNotice {
  /** Null: it is about none. */
  readonly caseId: CaseId | null;
  readonly number: string;
  readonly recipient: UserId;
  readonly kind: NoticeKind;
  readonly data: Readonly<Record<string, unknown>>;
  /** Default: normal. `call` goes out at once and may wake: only for whoever is called out. */
  readonly urgency?: Urgency;
}

/** Notices ready to be written: `rows` for `insertNotices`, and what to call once they are committed. */
export interface Telling {
  readonly rows: string;
  readonly told: () => void;
}

/** Writes the rows of a Telling from the parameter, as a statement of its own or as part of a larger one; `only` may narrow them by `n.case_id`. */
export const insertNotices = (parameter: string, only = 'true'): string =>
  `insert into notice (id, case_id, number, recipient, kind, urgency, data, fact, created_at) select n.id, n.case_id, n.number, n.recipient, n.kind, n.urgency, n.data, n.fact, n.created_at
   from json_to_recordset(${parameter}::json) as n(id uuid, case_id uuid, number text, recipient text, kind text, urgency text, data jsonb, fact uuid, created_at bigint) where ${only}`;

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

  /** For a writer with a statement of its own. The same thing told to several people at once is one fact. */
  telling(notices: readonly NewNotice[]): Telling {
    const at = this.clock.now(), facts = new Map<string, string>();
    const factOf = ({ caseId, kind, data }: NewNotice): string => {
      const said = JSON.stringify([caseId, kind, data]), fact = facts.get(said) ?? uuid();
      facts.set(said, fact);
      return fact;
    };
    return {
      rows: JSON.stringify(notices.map((n) => ({ id: uuid(), case_id: n.caseId, number: n.number, recipient: n.recipient, kind: n.kind, urgency: n.urgency ?? 'normal', data: n.data, fact: factOf(n), created_at: at }))),
      told: () => { for (const recipient of new Set(notices.map((n) => n.recipient))) this.work.poke('deliver', recipient); },
    };
  }

  /** A person's notices, newest first; those older than the notice `before`. */
  async list(recipient: UserId, limit: number, unread: boolean, before: string | null = null): Promise<NoticeView[]> {
    const rows = await this.database.query<NoticeRow>(
      `select ${NOTICE} from notice where recipient = $1 ${unread ? 'and read_at is null' : ''} ${before === null ? '' : 'and (created_at, id) < (select b.created_at, b.id from notice b where b.id = $3 and b.recipient = $1)'}
       order by created_at desc, id desc limit $2`, [recipient, limit, ...(before === null ? [] : [before])]);
    return rows.map(viewOf);
  }

  async unread(recipient: UserId): Promise<number> {
    const [row] = await this.database.query<{ n: number }>('select count(*)::int as n from notice where recipient = $1 and read_at is null', [recipient]);
    return row?.n ?? 0;
  }

  /** Marks a person's own notice read; the first time counts. False when it is not theirs or not there. */
  async read(id: string, recipient: UserId): Promise<boolean> {
    return (await this.database.query('update notice set read_at = coalesce(read_at, $3) where id = $1 and recipient = $2 returning id', [id, recipient, this.clock.now()])).length > 0;
  }

  /** Marks a person's notices read that were made until then. */
  async readAll(recipient: UserId, until: Instant): Promise<void> {
    await this.database.query('update notice set read_at = $3 where recipient = $1 and created_at <= $2 and read_at is null', [recipient, until, this.clock.now()]);
  }
}
