import { Injectable } from '@nestjs/common';
import { caseExportWishSchema, caseFilterSchema, EXPORT_DAYS, MOST_EXPORTS, QUEUE_COLUMNS, WORKBOOK_LIMIT, type CaseExportOrder, type CaseExportWish, type CaseFilter, type QueueColumn } from '#contract';
import { addRows, beginTable, Directory, endTable, type TablePlace } from '#directory';
import { DAY, type Actor, type CaseId, type Instant, type UserId } from '#domain';
import { Notices } from '#notices';
import { Clock, Database, ProblemError, uuid, Work, type Parked, type Tx } from '#platform';
import { CaseReader } from '../reader/reader.js';
import { aboutHead, aboutRows, CASES_SHEET, fileName } from './about.js';
import { fileColumns } from './columns.js';
import { listed } from './listed.js';
import { sightOf, stillSees, type Sight } from './sight.js';

interface Row {
  readonly id: string; readonly owner: UserId; readonly wish: unknown; readonly sight: Sight; readonly name: string; readonly asked_at: string; readonly total: number; readonly pieces: number | null; readonly next: number; readonly looked: number;
  readonly rows: number; readonly bytes: string; readonly place: TablePlace; readonly made_at: string | null; readonly until: string | null; readonly parked_at: string | null; readonly parked_reason: string | null; readonly parked_attempts: number | null;
}
const PREFIX = 'export:', KEPT = EXPORT_DAYS * DAY;
/** Ids of the queue that are exports. */
export const isExport = (id: string): boolean => id.startsWith(PREFIX);
/** Pieces made before others get their turn; pieces taken away at once, so that no transaction is long. */
const TURN = 8, AWAY = 50;
const filterOf = ({ query }: CaseExportWish): CaseFilter => caseFilterSchema.parse(Object.fromEntries(new URLSearchParams(query)));

/**
 * Lists made as files in the background. First the list itself is written down, all of one moment and within what its asker may see; then its cases piece by piece, each with the file's next bytes in a transaction that only one
 * process can win: whoever comes after a crash goes on where it stopped, and two at once make one file. `until`: from then on there is none, and it is taken away.
 */
@Injectable()
export class BackgroundExports {
  private listing: Promise<void> = Promise.resolve();
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly work: Work, private readonly directory: Directory, private readonly reader: CaseReader, private readonly notices: Notices) {}

  /** Those of this person, as long as they may see what they might see then. */
  async list(reader: Actor): Promise<CaseExportOrder[]> {
    const rows = await this.database.query<Row>('select * from case_export where owner = $1 and (until is null or until > $2) order by asked_at desc, id', [reader.id, this.clock.now()]);
    return rows.filter((r) => stillSees(r.sight, reader)).map(view);
  }

  /** Has a list made under an id of the client's; the same wish twice is one. @throws ProblemError not-found, idempotency-key-reused, too-many-rows, invalid-input */
  async order(id: string, wish: CaseExportWish, reader: Actor): Promise<CaseExportOrder> {
    const total = (await this.reader.counts(filterOf(wish), reader)).items.reduce((n, i) => n + i.count, 0), now = this.clock.now();
    if (wish.format === 'xlsx' && total > WORKBOOK_LIMIT) throw new ProblemError('too-many-rows', { detail: `${total} > ${WORKBOOK_LIMIT}: a sheet ends there, CSV does not`, limit: WORKBOOK_LIMIT });
    const row = await this.database.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('grid-dispatch export ' || $1))`, [reader.id]);
      const [there] = await tx.query<Row & { same: boolean }>('select *, wish = $2::jsonb as same from case_export where id = $1', [id, JSON.stringify(wish)]);
      if (there !== undefined) {
        if (there.owner !== reader.id || (there.until !== null && Number(there.until) <= now)) throw new ProblemError('not-found');
        if (!there.same) throw new ProblemError('idempotency-key-reused');
        return there;
      }
      const own = await tx.query<Pick<Row, 'id' | 'sight'>>('select id, sight from case_export where owner = $1 and (until is null or until > $2)', [reader.id, now]), lost = own.filter((r) => !stillSees(r.sight, reader));
      // What they asked for in another post is shown to nobody, and takes nobody's room.
      await tx.query('update case_export set until = $2, parked_at = null where id = any($1::uuid[])', [lost.map((r) => r.id), now]);
      if (own.length - lost.length >= MOST_EXPORTS) throw new ProblemError('invalid-input', { errors: [{ pointer: '', code: 'too_big', message: `at most ${MOST_EXPORTS} files at once: take one away first`, zh: `最多同时保留 ${MOST_EXPORTS} 个文件，请先删除一个` }] });
      const [fresh] = await tx.query<Row>(`insert into case_export (id, owner, wish, sight, name, asked_at, total) values ($1, $2, $3::jsonb, $4::jsonb, $5, $6, $7) returning *`, [id, reader.id, JSON.stringify(wish), JSON.stringify(sightOf(reader)), fileName(now, wish.format), now, total]);
      tx.afterCommit(() => this.work.poke('apply', `${PREFIX}${id}`));
      return fresh;
    });
    if (row === undefined) throw new ProblemError('not-found');
    return view(row);
  }

  /** Nothing more is made of it, and what there is goes. False when there is none of theirs. */
  async end(id: string, reader: Actor): Promise<boolean> {
    const now = this.clock.now(), ended = await this.database.query('update case_export set until = $3, parked_at = null where id = $1 and owner = $2 and (until is null or until > $3) returning id', [id, reader.id, now]);
    if (ended.length > 0) this.work.poke('apply', `${PREFIX}${id}`);
    return ended.length > 0;
  }

  /** The file as it was made, a piece at a time. @throws ProblemError not-found: also when its days are over, and when its asker may not see now what they might see then */
  async file(id: string, reader: Actor): Promise<{ readonly name: string; readonly bytes: number; readonly pieces: AsyncGenerator<Buffer> }> {
    const [row] = await this.database.query<Row>('select * from case_export where id = $1 and owner = $2 and made_at is not null and until > $3', [id, reader.id, this.clock.now()]), { database } = this;
    if (row === undefined || !stillSees(row.sight, reader)) throw new ProblemError('not-found');
    const pieces = (async function* (): AsyncGenerator<Buffer> {
      for (let n = 0; n < row.next; n++) {
        const [piece] = await database.query<{ bytes: Buffer | null }>('select bytes from case_export_piece where export = $1 and n = $2', [id, n]);
        if (piece?.bytes == null) throw new Error('the file was taken away while it was read');
        yield piece.bytes;
      }
    })();
    return { name: row.name, bytes: Number(row.bytes), pieces };
  }

  /** The predicate: what is to be made, and what is to be taken away. */
  async due(now: Instant, limit: number): Promise<string[]> {
    return (await this.database.query<{ id: string }>('select id from case_export where (case when until is null then made_at is null else until <= $1 end) and parked_at is null order by asked_at, id limit $2', [now, limit])).map((r) => `${PREFIX}${r.id}`);
  }

  /** A turn of one of them; answers when it wants the next. */
  async handle(name: string): Promise<Instant | null> {
    const id = name.slice(PREFIX.length);
    for (let turn = 0; turn < TURN; turn++) {
      const [row] = await this.database.query<Row>('select * from case_export where id = $1', [id]), now = this.clock.now();
      if (row === undefined) return null;
      if (row.until !== null) return Number(row.until) <= now ? this.away(id) : Number(row.until);
      const person = this.directory.person(row.owner), actor = person?.active === true ? this.directory.actorOf(person) : null;
      // Made for whoever asked, as they were then: who sees less by now gets nothing, who sees more no more.
      if (actor === null || !stillSees(row.sight, actor)) { await this.database.query('update case_export set until = $2 where id = $1', [id, now]); continue; }
      const asked = { ...actor, ...row.sight };
      if (row.pieces === null) await this.alone(() => this.lists(row, asked));
      else await this.piece(row, asked);
    }
    return this.clock.now();
  }

  /** One list at a time: each holds a connection while it asks for another, and all at once could wait for each other. */
  private alone(run: () => Promise<void>): Promise<void> {
    const mine = this.listing.then(run);
    this.listing = mine.catch(() => undefined);
    return mine;
  }

  /** Writes down which cases the list has, unless another process has begun to after this one. */
  private async lists(row: Row, actor: Actor): Promise<void> {
    const { id } = row, wish = caseExportWishSchema.parse(row.wish), token = uuid();
    let pieces = 0, total = 0;
    const mine = (run: (tx: Tx) => Promise<unknown>): Promise<boolean> => this.database.transaction(async (tx) => {
      const still = await tx.query('select 1 from case_export where id = $1 and listing = $2 and pieces is null and until is null for update', [id, token]);
      if (still.length > 0) await run(tx);
      return still.length > 0;
    });
    const take = async (found: readonly (readonly CaseId[])[]): Promise<boolean> => {
      if (!(await mine(async (tx) => { for (const [i, ids] of found.entries()) await tx.query('insert into case_export_piece (export, n, ids) values ($1, $2, $3::uuid[])', [id, pieces + i, ids]); }))) return false;
      pieces += found.length;
      total += found.reduce((n, ids) => n + ids.length, 0);
      return true;
    };
    await this.database.transaction(async (tx) => {
      const begun = await tx.query('update case_export set listing = $2 where id = $1 and pieces is null and until is null returning id', [id, token]);
      if (begun.length > 0) await tx.query('delete from case_export_piece where export = $1', [id]);
    });
    if (!(await listed(this.database, filterOf(wish), wish.sort, actor, Number(row.asked_at), take))) return;
    if (pieces === 0 && !(await take([[]]))) return;
    await mine((tx) => tx.query('update case_export set pieces = $2, total = $3 where id = $1', [id, pieces, total]));
  }

  /** The next piece of the file; with the last one it is made, and told. Who loses to another process has written nothing. */
  private async piece(row: Row, actor: Actor): Promise<void> {
    const { id, next, name } = row, wish = caseExportWishSchema.parse(row.wish), { lang, format } = wish, askedAt = Number(row.asked_at), last = next + 1 === row.pieces;
    const [piece] = await this.database.query<{ ids: CaseId[] | null }>('select ids from case_export_piece where export = $1 and n = $2', [id, next]), ids = piece?.ids;
    if (ids == null) return;
    const columns = fileColumns(wish.columns ?? (QUEUE_COLUMNS as readonly QueueColumn[]), lang, this.directory), cases = await this.reader.rows(ids, actor), rows = row.rows + cases.length;
    const head = { name: CASES_SHEET[lang], titles: columns.map((c) => c.title), widths: columns.map((c) => c.width) };
    const begun = next === 0 ? await beginTable(format, head, aboutHead(lang)) : { bytes: Buffer.alloc(0), place: row.place };
    const added = await addRows(cases.map((c) => columns.map((column) => column.cell(c, askedAt))), begun.place);
    const about = { at: askedAt, by: this.directory.name(row.owner), cases: rows, query: { ...filterOf(wish), sort: wish.sort } };
    const end = last ? await endTable({ ...aboutHead(lang), rows: aboutRows(about, lang) }, added.place) : Buffer.alloc(0), bytes = Buffer.concat([begun.bytes, added.bytes, end]), now = this.clock.now();
    await this.database.transaction(async (tx) => {
      const won = await tx.query(
        `update case_export set next = next + 1, looked = looked + $3, rows = $4, bytes = bytes + $5, place = $6::jsonb, made_at = $7, until = $8 where id = $1 and next = $2 and made_at is null and until is null returning id`,
        [id, next, ids.length, rows, bytes.length, JSON.stringify(added.place), last ? now : null, last ? now + KEPT : null]);
      if (won.length === 0) return;
      await tx.query('update case_export_piece set bytes = $3, ids = null where export = $1 and n = $2', [id, next, bytes]);
      if (last) await this.notices.add(tx, [{ caseId: null, number: name, recipient: row.owner, kind: 'export', data: { export: id, rows } }]);
    });
  }

  private async away(id: string): Promise<null> {
    for (;;) if ((await this.database.query(`delete from case_export_piece where export = $1 and n in (select n from case_export_piece where export = $1 order by n limit ${AWAY}) returning n`, [id])).length === 0) break;
    await this.database.query('delete from case_export where id = $1', [id]);
    return null;
  }

  async park(name: string, reason: string, attempts: number): Promise<void> {
    await this.database.query('update case_export set parked_at = $2, parked_reason = $3, parked_attempts = $4 where id = $1', [name.slice(PREFIX.length), this.clock.now(), reason.slice(0, 500), attempts]);
  }
  async parked(): Promise<Parked[]> {
    const rows = await this.database.query<Row>('select * from case_export where parked_at is not null order by parked_at, id limit 500');
    return rows.map((r) => ({ id: `${PREFIX}${r.id}`, reason: r.parked_reason ?? '', since: Number(r.parked_at), attempts: r.parked_attempts ?? 0 }));
  }
  async unpark(name: string): Promise<boolean> {
    return (await this.database.query('update case_export set parked_at = null, parked_reason = null, parked_attempts = null where id::text = $1 and parked_at is not null returning id', [name.slice(PREFIX.length)])).length > 0;
  }
}

const view = (r: Row): CaseExportOrder => ({
  id: r.id, wish: caseExportWishSchema.parse(r.wish), name: r.name, askedAt: Number(r.asked_at), total: r.total, looked: r.looked,
  made: r.made_at === null ? null : { at: Number(r.made_at), rows: r.rows, bytes: Number(r.bytes), keptUntil: Number(r.until) }, parked: r.parked_at === null ? null : r.parked_reason,
});
