import { Injectable } from '@nestjs/common';
import type { NoticeReceipt, SentState } from '#contract';
import { Directory } from '#directory';
import type { CaseId } from '#domain';
import { Database } from '#platform';
import { NOTICE, type NoticeRow } from './view.js';

interface SentRow { line: string; thing: string; state: SentState; attempts: number; sent_at: string | null; next_at: string | null; reason: string | null; endpoint: string | null }
/** A case with more notices than that is told of from the newest on. */
const MOST = 1000;

/** Who was told about a case, and what came of it. */
@Injectable()
export class Receipts {
  constructor(private readonly database: Database, private readonly directory: Directory) {}

  /** Newest first. What went to a group stands with each of those whom it told. */
  async of(id: CaseId): Promise<NoticeReceipt[]> {
    const rows = await this.database.query<NoticeRow>(`select ${NOTICE} from notice where case_id = $1 order by created_at desc, id desc limit ${MOST}`, [id]);
    const sent = await this.database.query<SentRow>(
      `select s.line, s.thing, s.state, s.attempts, s.sent_at, s.next_at, s.reason, e.name as endpoint from notice_sent s left join notice_endpoint e on s.line = 'webhook:' || e.id where s.case_id = $1 order by s.created_at, s.line`, [id]);
    const byThing = new Map<string, SentRow[]>();
    for (const row of sent) byThing.set(row.thing, [...(byThing.get(row.thing) ?? []), row]);
    return rows.map((n) => ({
      id: n.id, at: Number(n.created_at), kind: n.kind, urgency: n.urgency, recipient: { id: n.recipient as NoticeReceipt['recipient']['id'], name: this.directory.name(n.recipient) }, deliveredAt: at(n.delivered_at), readAt: at(n.read_at),
      sent: [...(byThing.get(n.id) ?? []), ...(n.fact === null ? [] : (byThing.get(n.fact) ?? []))]
        .map((s) => ({ channel: s.line.slice(0, s.line.indexOf(':')), endpoint: s.endpoint, state: s.state, attempts: s.attempts, sentAt: at(s.sent_at), nextAt: at(s.next_at), reason: s.reason })),
    }));
  }
}

const at = (instant: string | null): number | null => (instant === null ? null : Number(instant));
