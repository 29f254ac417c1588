import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ORDER_LIMIT, type CaseFilter, type CaseOrder, type CaseOrderQuery, type CaseQuery, type CaseRow, type CaseView, type Counts } from '#contract';
import { allowed, barred, distance, REACH_METRES, SIGHT, suggestions, type Actor, type Case, type CaseId, type Likeness, type Light, type Place, type Stage } from '#domain';
import { Directory, visible } from '#directory';
import { Clock, Database, Signer } from '#platform';
import { FeedEpoch } from '../feed/epoch.js';
import { Holds } from '../hold/holds.js';
import { routingOf } from '../settle/playbook.js';
import { history } from '../store/read.js';
import { CASE_ALARMS, type CaseAlarms } from './alarms.js';
import { filtered, lightAt } from './filter.js';
import { maskedData } from './mask.js';
import { openNear } from './nearby.js';
import { ORDERS, orderBy } from './order.js';
import { pageOf } from './page.js';
import { REPORTS, type Reports } from './reports.js';
import { caseRowOf, ROW, type RowRecord } from './row.js';

/** Where suggestions help: a case may still be merged. */
const MERGEABLE: readonly Stage[] = ['triage', 'confirmation', 'dispatch'];
/** Where somebody chooses a department. */
const ROUTABLE: readonly Stage[] = ['triage', 'confirmation', 'dispatch', 'acceptance', 'disputed'];

/** Reading cases, each reader within what he may see. What people wrote comes masked. */
@Injectable()
export class CaseReader {
  private reports: Reports | null = null;
  private alarms: CaseAlarms | null = null;

  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory, private readonly signer: Signer,
    private readonly epoch: FeedEpoch, private readonly holds: Holds, private readonly modules: ModuleRef,
  ) {}

  /** Null when there is none or this actor may not see it. */
  async row(id: CaseId, actor: Actor): Promise<CaseRow | null> {
    return (await this.rows([id], actor))[0] ?? null;
  }

  /** Rows in the order of `ids`; what is not there or not to be seen is left out. */
  async rows(ids: readonly CaseId[], actor: Actor): Promise<CaseRow[]> {
    if (ids.length === 0) return [];
    const found = new Map((await this.records(ids, actor)).map((r) => [r.state.id, caseRowOf(r)]));
    return ids.map((id) => found.get(id.toLowerCase() as CaseId)).filter((row) => row !== undefined);
  }

  /** The case itself, for deciding; null when there is none or this actor may not see it. */
  async case(id: CaseId, actor: Actor): Promise<Case | null> {
    return (await this.records([id], actor))[0]?.state ?? null;
  }

  async view(id: CaseId, actor: Actor): Promise<CaseView | null> {
    const [record] = await this.records([id], actor);
    if (record === undefined) return null;
    const c = record.state, now = this.clock.now(), book = this.directory.book();
    const [events, reportList, likely, epoch, hold, kin, alarms] = await Promise.all([
      history(this.database, c.id), this.reportsOf(c, actor), MERGEABLE.includes(c.stage) && SIGHT[actor.role] === 'all' ? this.suggested(c, actor) : [], this.epoch.now(),
      this.holds.of(c.id), this.kin(c.id, actor), this.alarmsOf(c.id),
    ]);
    return {
      ...caseRowOf(record), clocks: c.clocks, milestones: c.milestones, evidence: [...c.evidence], resumeAt: c.resumeAt, asset: c.asset, device: c.device,
      allowed: allowed(c, actor), barred: barred(c, actor), reportList, suggestions: likely,
      timeline: events.map(({ event: e, position, xact }) => ({
        seq: e.seq, type: e.type, at: e.at, by: { id: e.by, name: this.directory.name(e.by), role: e.role }, why: e.why, stage: e.stage, data: maskedData(e.data as Readonly<Record<string, unknown>>),
        position: `${epoch}.${xact}.${position}`,
      })),
      candidates: ROUTABLE.includes(c.stage)
        ? book.candidates(routingOf(c, now)).map(({ department, coDepartments, joint, fallback, line, confidence }) => ({ department, coDepartments: [...coDepartments], joint: [...joint], fallback, line, confidence }))
        : [],
      // A filed case keeps what the catalogue said when it was filed.
      closing: c.terms?.closing ?? (c.conditionId === null ? null : book.conditions.get(c.conditionId)?.closing) ?? null,
      terms: c.terms === null ? null : { ...c.terms, stages: [...c.terms.stages], recheckAfter: [...c.terms.recheckAfter] }, hold,
      asked: c.asked, urged: c.urged, extensions: c.extensions, ruled: c.ruled, refusals: [...c.refusals], ...kin, ...(alarms.length > 0 && { alarms }),
    };
  }

  /** A page of the queue. Throws ProblemError `invalid-cursor`. */
  async page(query: CaseQuery, actor: Actor): Promise<{ items: CaseRow[]; next: string | null; total?: number; asOf: number }> {
    const { records, ...rest } = await pageOf(this.database, this.signer, query, actor, this.clock.now());
    return { items: records.map(caseRowOf), ...rest };
  }

  /** The ids of the whole list in its order, and how many there are. */
  async order({ sort, ...filter }: CaseOrderQuery, actor: Actor): Promise<CaseOrder> {
    const asOf = this.clock.now(), base = filtered(filter, actor, asOf), ids: CaseId[] = [];
    for (const stretch of ORDERS[sort]) {
      if (ids.length >= ORDER_LIMIT) break;
      const b = base.fork();
      b.and(stretch.rows(b, asOf));
      for (const { id } of await this.database.query<{ id: CaseId }>(`select id from cases where ${b.where()} order by ${orderBy(stretch)} limit ${b.bind(ORDER_LIMIT - ids.length)}`, b.params)) ids.push(id);
    }
    if (ids.length < ORDER_LIMIT) return { ids, total: ids.length, asOf };
    const [total] = await this.database.query<{ n: number }>(`select count(*)::int as n from cases where ${base.where()}`, base.params);
    return { ids, total: total?.n ?? ids.length, asOf };
  }

  /** How many cases the filter finds, by stage and light; what is zero is left out. */
  async counts(filter: CaseFilter, actor: Actor): Promise<Counts> {
    const asOf = this.clock.now(), b = filtered(filter, actor, asOf);
    const where = b.where(), light = lightAt(`${b.bind(asOf)}::bigint`);
    const rows = await this.database.query<{ stage: Stage; light: Light; count: string }>(`select stage, ${light} as light, count(*) as count from cases where ${where} group by 1, 2 order by 1, 2`, b.params);
    return { items: rows.map((r) => ({ ...r, count: Number(r.count) })), asOf };
  }

  /** Open cases within `metres` of the place (a square around it, at most the nearest 200), and those about the same asset or device wherever they are; `sql`: as a transaction sees them. */
  async nearby(place: Pick<Place, 'lon' | 'lat'> | null, metres: number, same: { asset?: string | null; device?: string | null } = {}, sql: Pick<Database, 'query'> = this.database): Promise<Likeness[]> {
    return (await openNear(sql, [{ key: '', place, ...same }], metres)).get('') ?? [];
  }

  /** Open cases within `metres` of the place that the actor may see, the nearest first and at most `most`. */
  async near(place: Pick<Place, 'lon' | 'lat'>, metres: number, actor: Actor, most = 20): Promise<{ metres: number; case: CaseRow }[]> {
    const around = (await this.nearby(place, metres)).flatMap((o) => { const away = o.place === null ? Infinity : distance(place, o.place); return away <= metres ? [{ id: o.id, away }] : []; });
    const away = new Map(around.map((o) => [o.id, o.away]));
    const rows = await this.rows(around.sort((a, b) => a.away - b.away).map((o) => o.id), actor);
    return rows.slice(0, most).map((row) => ({ metres: Math.round(away.get(row.id) ?? 0), case: row }));
  }

  /** What the actor may see, as an SQL predicate over `cases`; `$n` placeholders start at `first`. */
  visible(actor: Actor, first = 1): { sql: string; params: readonly unknown[] } {
    const params: unknown[] = [];
    const sql = visible(actor, (value) => `$${first + params.push(value) - 1}`);
    return { sql, params };
  }

  private async suggested(c: Case, actor: Actor): Promise<CaseView['suggestions']> {
    const near = (await openNear(this.database, [{ key: '', place: c.place, asset: c.asset, device: c.device }], REACH_METRES)).get('') ?? [];
    const best = suggestions(c, near.filter((o) => o.id !== c.id));
    const rows = new Map((await this.rows(best.map((s) => s.id), actor)).map((row) => [row.id, row]));
    return best.flatMap((s) => { const row = rows.get(s.id); return row ? [{ score: s.score, certain: s.certain, reasons: [...s.reasons], case: row }] : []; });
  }

  /** Cases that came back after this one was closed, and those merged into it, as far as this actor may see them. */
  private async kin(id: CaseId, actor: Actor): Promise<Pick<CaseView, 'recurrences' | 'merged'>> {
    const { sql, params } = this.visible(actor, 2);
    const rows = await this.database.query<{ id: CaseId; merged: boolean }>(
      `select id, true as merged from cases where state ->> 'mergedInto' is not null and state ->> 'mergedInto' = $1 and (${sql})
       union all select id, false from cases where state ->> 'recurrenceOf' is not null and state ->> 'recurrenceOf' = $1 and (${sql})`, [id, ...params]);
    return { merged: rows.filter((r) => r.merged).map((r) => r.id), recurrences: rows.filter((r) => !r.merged).map((r) => r.id) };
  }

  private async records(ids: readonly CaseId[], actor: Actor): Promise<RowRecord[]> {
    const { sql, params } = this.visible(actor, 2);
    return this.database.query<RowRecord>(`select ${ROW} from cases where id = any($1::uuid[]) and (${sql})`, [ids, ...params]);
  }

  private reportsOf(c: Case, actor: Actor): Promise<CaseView['reportList']> | [] {
    // Intake stands above this library: it is asked for when there is somebody to show reports to.
    this.reports ??= this.home<Reports>(REPORTS);
    return this.reports?.of(c.id, c.reports.map((r) => r.id), actor) ?? [];
  }

  private alarmsOf(id: CaseId): ReturnType<CaseAlarms['of']> {
    this.alarms ??= this.home<CaseAlarms>(CASE_ALARMS);
    return this.alarms?.of(id) ?? Promise.resolve([]);
  }

  private home<T>(token: symbol): T | null {
    try {
      return this.modules.get<T>(token, { strict: false });
    } catch {
      return null;
    }
  }
}
