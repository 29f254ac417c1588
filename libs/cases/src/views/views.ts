import { Injectable } from '@nestjs/common';
import { MOST_VIEWS, type ChangeView, type DeskPreference, type NewView, type QueueColumn, type SavedView, type Sort } from '#contract';
import type { Actor, DepartmentId, Role, UserId } from '#domain';
import { Clock, Database, ProblemError, uuid, type Tx } from '#platform';

interface Row { id: string; owner: UserId; name: string; query: string; sort: Sort; columns: QueueColumn[] | null; shared: boolean; role: Role | null; department: DepartmentId | null; position: number }

/** Who answers for how others work may put a view into their rail. */
const SHARES: readonly Role[] = ['supervisor', 'leader', 'operator'];

/** Kept looks at the queue: each person's own, and those that are shared with their role or department. */
@Injectable()
export class SavedViews {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  /** One's own in their order, then those shared with this reader by others. */
  async of(actor: Actor): Promise<SavedView[]> {
    const rows = await this.database.query<Row>(
      `select * from saved_view where owner = $1 or (shared and (role is null or role = $2) and (department is null or department = $3)) order by (owner = $1) desc, position, id`, [actor.id, actor.role, actor.department ?? null]);
    return rows.map((r) => view(r, actor));
  }

  /** @throws ProblemError no-right (sharing), too-many-views */
  async add(wish: NewView, actor: Actor, key: string): Promise<SavedView> {
    maySay(wish.share, actor);
    return this.database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`views/${actor.id}`]);
      const [known] = await tx.query<Row>('select * from saved_view where owner = $1 and key = $2', [actor.id, key]);
      if (known !== undefined) return view(known, actor);
      const [{ n = 0, last = 0 } = {}] = await tx.query<{ n: number; last: number }>('select count(*)::int as n, coalesce(max(position), 0)::int as last from saved_view where owner = $1', [actor.id]);
      if (n >= MOST_VIEWS) throw new ProblemError('too-many-views');
      const [row] = await tx.query<Row>(
        'insert into saved_view (id, owner, name, query, sort, columns, shared, role, department, position, key, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning *',
        [uuid(), actor.id, wish.name, wish.query, wish.sort, wish.columns, wish.share !== null, wish.share?.role ?? null, wish.share?.department ?? null, last + 1, key, this.clock.now()]);
      return view(row as Row, actor);
    });
  }

  /** Null: there is no such view of this person. @throws ProblemError no-right */
  async change(id: string, wish: ChangeView, actor: Actor): Promise<SavedView | null> {
    maySay(wish.share ?? null, actor);
    return this.database.transaction(async (tx) => {
      const [old] = await own(tx, id, actor);
      if (old === undefined) return null;
      const share = wish.share === undefined ? (old.shared ? { role: old.role, department: old.department } : null) : wish.share;
      const [row] = await tx.query<Row>(
        'update saved_view set name = $3, query = $4, sort = $5, columns = $6, shared = $7, role = $8, department = $9 where id = $1 and owner = $2 returning *',
        [id, actor.id, wish.name ?? old.name, wish.query ?? old.query, wish.sort ?? old.sort, wish.columns === undefined ? old.columns : wish.columns, share !== null, share?.role ?? null, share?.department ?? null]);
      return row === undefined ? null : view(row, actor);
    });
  }

  /** What is not named keeps its place behind what is. */
  async order(ids: readonly string[], actor: Actor): Promise<SavedView[]> {
    await this.database.query(
      `update saved_view v set position = o.n from (select id, row_number() over (order by coalesce(array_position($2::uuid[], id), 1000), position, id) as n from saved_view where owner = $1) o where o.id = v.id`, [actor.id, ids]);
    return this.of(actor);
  }

  /** False: there is no such view of this person. */
  async remove(id: string, actor: Actor): Promise<boolean> {
    return (await this.database.query('delete from saved_view where id = $1 and owner = $2 returning id', [id, actor.id])).length > 0;
  }

  async preference(actor: Actor): Promise<DeskPreference> {
    const [row] = await this.database.query<{ columns: QueueColumn[] | null }>('select columns from desk_preference where person = $1', [actor.id]);
    return { columns: row?.columns ?? null };
  }

  async prefer({ columns }: DeskPreference, actor: Actor): Promise<DeskPreference> {
    await this.database.query('insert into desk_preference (person, columns, at) values ($1, $2, $3) on conflict (person) do update set columns = excluded.columns, at = excluded.at', [actor.id, columns, this.clock.now()]);
    return { columns };
  }
}

const own = (tx: Tx, id: string, actor: Actor): Promise<Row[]> => tx.query<Row>('select * from saved_view where id = $1 and owner = $2 for update', [id, actor.id]);

/** A department's lead shares within the department, whoever commands with anybody. */
function maySay(share: SavedView['share'], actor: Actor): void {
  if (share === null || SHARES.includes(actor.role)) return;
  if (actor.role === 'department-lead' && share.department !== null && share.department === actor.department) return;
  throw new ProblemError('no-right');
}

const view = ({ id, owner, name, query, sort, columns, shared, role, department, position }: Row, actor: Actor): SavedView =>
  ({ id, owner, name, query, sort, columns, share: shared ? { role, department } : null, mine: owner === actor.id, position });
