import { Injectable } from '@nestjs/common';
import type { UserId } from '#domain';
import { Clock, Database, Work, type Tx } from '#platform';
import { InApp } from './channels/in-app.js';
import { Lines, type NamedLine } from './lines.js';
import { NOTICE, type NoticeRow } from './view.js';

const BATCH = 200;
/** Notices that nobody has planned yet. */
export const UNPLANNED = 'delivered_at is null and parked_at is null';

/** A report goes out of the app only where whoever ordered it wanted it; a file that somebody waits for does not. */
const wantedOn = (line: string, { kind, data }: NoticeRow): boolean => (kind !== 'export' && kind !== 'report') || line === `webhook:${String(data['endpoint'])}`;

/** What is told to a person: in the app at once, and a row in the sent-log for every line on which it shall go out, with its time. Nothing is sent here. */
@Injectable()
export class Planner {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly work: Work, private readonly lines: Lines, private readonly inApp: InApp) {}

  async plan(person: UserId): Promise<void> {
    const lines = await this.lines.of(person);
    while ((await this.database.transaction((tx) => this.some(tx, person, lines))) === BATCH);
  }

  private async some(tx: Tx, person: UserId, lines: readonly NamedLine[]): Promise<number> {
    const now = this.clock.now();
    const rows = await tx.query<NoticeRow>(`select ${NOTICE} from notice where recipient = $1 and ${UNPLANNED} order by created_at, id limit ${BATCH} for update skip locked`, [person]);
    if (rows.length === 0) return 0;
    const planned = lines.flatMap((line) => {
      const decide = this.lines.decider(line, now);
      return rows.flatMap((row) => {
        if (!wantedOn(line.id, row)) return [];
        const decision = decide(row);
        if (decision.when === 'never') return [];
        const [at, reason] = decision.when === 'now' ? [now, null] : [decision.at, decision.reason];
        return [{ line: line.id, thing: line.shared ? (row.fact ?? row.id) : row.id, notice: row.id, case_id: row.case_id, reason, created_at: now, next_at: at }];
      });
    });
    if (planned.length > 0) {
      await tx.query(
        `insert into notice_sent (line, thing, notice, case_id, state, reason, created_at, next_at) select line, thing, notice, case_id, 'waiting', reason, created_at, next_at
         from json_to_recordset($1::json) as p(line text, thing uuid, notice uuid, case_id uuid, reason text, created_at bigint, next_at bigint) on conflict (line, thing) do nothing`, [JSON.stringify(planned)]);
    }
    await tx.query('update notice set delivered_at = $2, attempts = attempts + 1 where id = any($1::uuid[])', [rows.map((r) => r.id), now]);
    tx.afterCommit(() => {
      this.inApp.told();
      for (const { id } of lines) {
        const times = planned.filter((p) => p.line === id).map((p) => p.next_at);
        if (times.length > 0) this.work.wake('deliver', id, Math.min(...times));
      }
    });
    return rows.length;
  }
}
