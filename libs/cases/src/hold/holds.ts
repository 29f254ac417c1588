import { Injectable } from '@nestjs/common';
import type { Hold } from '#contract';
import type { Actor, CaseId, Command, Instant, Stage, UserId } from '#domain';
import { Directory } from '#directory';
import { Clock, Database } from '#platform';
import { ORDERS, orderBy } from '../reader/order.js';
import { Bound } from '../reader/bound.js';
import type { Sql } from '../store/read.js';

interface Row { case_id: CaseId; person: UserId; until: string }
interface Nothing { case_id: null }

/** What waits for the centre itself; a department's request is answered by it too. */
const CENTRES: readonly Stage[] = ['triage', 'dispatch', 'closure'];
const FREE = (person: string, now: string): string => `not exists (select from case_hold h where h.case_id = cases.id and h.person <> ${person} and h.until > ${now})`;

/** Whoever holds a case now; null when nobody does. */
export async function holderOf(sql: Sql, id: CaseId, now: Instant): Promise<UserId | null> {
  const [row] = await sql.query<{ person: UserId }>('select person from case_hold where case_id = $1 and until > $2', [id, now], 'hold of');
  return row?.person ?? null;
}

/** Whom a hold keeps off, and what it is over with: whatever a dispatcher does with a case but remark on it. */
export const minds = (actor: Actor, command: Command): boolean => actor.role === 'dispatcher' && command.type !== 'note' && command.type !== 'register' && command.type !== 'attachReport';

/** The holder has acted: the case is free again. */
export const letGo = async (sql: Sql, id: CaseId, person: UserId): Promise<void> => void (await sql.query('delete from case_hold where case_id = $1 and person = $2', [id, person], 'hold end'));

/** Cases that a dispatcher has taken: for some minutes no other dispatcher acts on them. A hold is a courtesy with an end, never a lock: it goes by itself. */
@Injectable()
export class Holds {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory) {}

  /** The most urgent case that waits in one of these stages, without any: for the centre, be it with a request, and that nobody else holds; null when there is none. Two who ask at once get two cases. */
  async next(actor: Actor, stages?: readonly Stage[]): Promise<Hold | null> {
    const now = this.clock.now(), asked = (stages ?? CENTRES).filter((s) => s !== 'closed');
    for (const stretch of ORDERS.urgent) {
      const b = new Bound(), waiting = b.bind(asked), mine = b.bind(actor.id), at = b.bind(now);
      // Who dispatched a case does not close it: it would be taken in vain.
      b.and(`stage = any(${waiting}::text[])${stages === undefined ? ' or request is not null' : ''}`).and(`stage <> 'closed'`).and(`stage <> 'closure' or state ->> 'dispatchedBy' is distinct from ${mine}`).and(FREE(mine, `${at}::bigint`)).and(stretch.rows(b, now));
      const until = b.bind(now + this.span());
      const sql =
        `with c as (select id from cases where ${b.where()} order by ${orderBy(stretch)} limit 1 for update skip locked),
              taken as (insert into case_hold (case_id, person, until) select id, ${mine}, ${until} from c
                        on conflict (case_id) do update set person = excluded.person, until = excluded.until where case_hold.person = excluded.person or case_hold.until <= ${at} returning *)
         select taken.* from c left join taken on taken.case_id = c.id`;
      // A row of nulls: somebody took this case after the statement had begun. The next look sees that, and finds another.
      for (let [row] = await this.database.query<Row | Nothing>(sql, b.params); row !== undefined; [row] = await this.database.query<Row | Nothing>(sql, b.params)) {
        if (row.case_id !== null) return this.view(row);
      }
    }
    return null;
  }

  /** Takes this case, or keeps it longer. Null: somebody else has it. */
  async take(id: CaseId, actor: Actor): Promise<Hold | null> {
    const now = this.clock.now();
    const [row] = await this.database.query<Row>(
      `insert into case_hold (case_id, person, until) values ($1, $2, $3)
       on conflict (case_id) do update set person = excluded.person, until = excluded.until where case_hold.person = excluded.person or case_hold.until <= $4 returning *`, [id, actor.id, now + this.span(), now]);
    return row === undefined ? null : this.view(row);
  }

  async release(id: CaseId, actor: Actor): Promise<void> {
    await letGo(this.database, id, actor.id);
  }

  async of(id: CaseId): Promise<Hold | null> {
    const [row] = await this.database.query<Row>('select * from case_hold where case_id = $1 and until > $2', [id, this.clock.now()]);
    return row === undefined ? null : this.view(row);
  }

  async all(): Promise<Hold[]> {
    return (await this.database.query<Row>('select * from case_hold where until > $1 order by until', [this.clock.now()])).map((r) => this.view(r));
  }

  private span(): number { return this.directory.book().settings.holdMinutes * 60_000; }
  private view({ case_id, person, until }: Row): Hold { return { case: case_id, by: person, name: this.directory.name(person), until: Number(until) }; }
}
