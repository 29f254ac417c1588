import { Injectable } from '@nestjs/common';
import { SNAPSHOT_UNITS, snapshotContentSchema, type Correction, type Countable, type SnapshotContent, type SnapshotFile, type SnapshotHead, type Snapshot, type SnapshotKind } from '#contract';
import { Directory } from '#directory';
import { SYSTEM, type Actor, type Instant } from '#domain';
import { Clock, Database, ProblemError, type Parked, type Tx } from '#platform';
import { AssessmentCounts } from '../assessment/figures.js';
import { Leagues, unitOf } from '../assessment/league.js';
import { CountedCases } from '../counting/cases.js';
import { snapshotHash } from './hash.js';
import { closable, closingOf, cutOff, type Closing } from './periods.js';

interface Row { readonly seq: number; readonly id: string; readonly kind: SnapshotKind; readonly begins: string; readonly ends: string; readonly as_of: string; readonly closed_at: string; readonly edition: number; readonly hash: string; readonly previous: string | null }
const HEAD = 'seq, id, kind, begins::text as begins, ends::text as ends, as_of, closed_at, edition, hash, previous';
/** A closing reads everything, persons too: as a leader does. */
const EVERYTHING: Actor = { ...SYSTEM, role: 'leader' };
/** Areas are scored by township and by community. */
const AREAS = ['township', 'community'] as const;

/** Months, quarters and years closed at their cut-off: frozen with their counts and the scheme that scored them, chained by hash, never changed. */
@Injectable()
export class Snapshots {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory, private readonly cases: CountedCases, private readonly counts: AssessmentCounts, private readonly leagues: Leagues) {}

  /** The predicate: periods that are over, whose cut-off has come, and that nobody has closed; the oldest first. */
  async due(now: Instant, limit: number): Promise<string[]> {
    const [first] = await this.database.query<{ day: string | null }>('select min(day)::text as day from case_event');
    if (first?.day == null) return [];
    const rules = this.directory.bookAt(now), wanted = closable(first.day, now, rules.written.assessment.cutOffDays, rules.calendar.offset).map((c) => c.id);
    if (wanted.length === 0) return [];
    const done = new Set((await this.database.query<{ id: string }>('select id from assessment_snapshot union all select id from snapshot_parked')).map((r) => r.id)), left = wanted.filter((id) => !done.has(id));
    // One after the other, so that the chain runs in the order in which they ended.
    return left.slice(0, Math.min(1, limit));
  }

  /** Closes a period that nobody has closed. Waits while the counting is behind the log: what is frozen is complete. */
  async close(id: string): Promise<void> {
    const closing = closingOf(id), now = this.clock.now(), rules = this.directory.bookAt(now), asOf = cutOff(closing.period, rules.written.assessment.cutOffDays, rules.calendar.offset);
    if (asOf > now) return;
    await this.cases.catchUp();
    if (await this.cases.behind()) return;
    const content = await this.content(closing, asOf, now);
    await this.database.transaction((tx) => this.write(tx, closing, content));
  }

  private async write(tx: Tx, { id, kind, period }: Closing, content: SnapshotContent): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('grid-dispatch snapshot'))`);
    if ((await tx.query('select 1 from assessment_snapshot where id = $1', [id])).length > 0) return;
    const [last] = await tx.query<{ seq: number; hash: string }>('select seq, hash from assessment_snapshot order by seq desc limit 1'), previous = last?.hash ?? null;
    await tx.query(
      'insert into assessment_snapshot (seq, id, kind, begins, ends, as_of, closed_at, edition, content, hash, previous) values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10, $11)',
      [(last?.seq ?? 0) + 1, id, kind, period.from, period.to, content.asOf, content.closedAt, content.edition, JSON.stringify(content), snapshotHash(previous, content), previous]);
  }

  private async content({ id, kind, period }: Closing, asOf: Instant, closedAt: Instant): Promise<SnapshotContent> {
    const ends = cutOff(period, 0, this.directory.book().calendar.offset) - 1, { version: edition, written: { assessment: rules } } = this.directory.bookAt(ends);
    const figures = await this.figures(period, asOf), leagues: SnapshotContent['leagues'] = [];
    for (const scheme of rules.schemes) for (const by of scheme.unit === 'area' ? AREAS : ([undefined] as const)) {
      const unit = unitOf(scheme, { by: by ?? 'township' }), rows = figures.find((f) => f.by === unit)?.rows ?? [], ruled = { rules, scheme, edition };
      leagues.push({ scheme: scheme.id, by: unit, groups: this.leagues.table(ruled, this.leagues.scored(ruled, { by: unit, rows: rows.map((r) => ({ ...r, period: 0 })) }, period), unit) });
    }
    // Exactly what a reader of the row will find: members that are undefined are none.
    return snapshotContentSchema.parse(JSON.parse(JSON.stringify({ id, kind, period, asOf, closedAt, edition, rules, figures, leagues })));
  }

  private async figures(period: Closing['period'], asOf: Instant): Promise<SnapshotContent['figures']> {
    const found: SnapshotContent['figures'] = [];
    for (const by of SNAPSHOT_UNITS) found.push({ by, rows: (await this.counts.figures({ ...period, by, per: 'whole' }, EVERYTHING, asOf)).rows.map(({ period: _, ...row }) => row) });
    return found;
  }

  async list(): Promise<SnapshotHead[]> { return (await this.database.query<Row>(`select ${HEAD} from assessment_snapshot order by seq desc`)).map(headOf); }

  /** @throws ProblemError not-found, no-right */
  async file(id: string, reader: Actor): Promise<SnapshotFile> {
    const { head: { seq, previous, hash }, content } = await this.read(id, reader);
    return { seq, previous, hash, content };
  }

  /** A snapshot and what its counts are by now. @throws ProblemError not-found, no-right */
  async snapshot(id: string, reader: Actor): Promise<Snapshot> {
    const { head, content } = await this.read(id, reader), complete = !(await this.cases.behind());
    return { ...head, content, corrections: this.corrected(content, await this.figures(content.period, content.asOf)), complete };
  }

  private corrected(frozen: SnapshotContent, now: SnapshotContent['figures']): Correction[] {
    return now.flatMap(({ by, rows }) => {
      const was = new Map((frozen.figures.find((f) => f.by === by)?.rows ?? []).map((r) => [r.unit, r.counts] as const)), is = new Map(rows.map((r) => [r.unit, r.counts] as const));
      return [...new Set([...was.keys(), ...is.keys()])].flatMap((unit) => {
        const before = was.get(unit) ?? {}, after = is.get(unit) ?? {};
        return [...new Set([...Object.keys(before), ...Object.keys(after)] as Countable[])].flatMap((part): Correction[] => ((before[part] ?? 0) === (after[part] ?? 0) ? [] : [{ by, unit, name: this.counts.nameOf(by, unit), part, was: before[part] ?? 0, is: after[part] ?? 0 }]));
      });
    });
  }

  /** The figures of persons are in it. */
  private async read(id: string, { role }: Actor): Promise<{ head: SnapshotHead; content: SnapshotContent }> {
    if (role !== 'supervisor' && role !== 'leader') throw new ProblemError('no-right');
    const [row] = await this.database.query<Row & { content: unknown }>(`select ${HEAD}, content from assessment_snapshot where id = $1`, [id]);
    if (row === undefined) throw new ProblemError('not-found');
    return { head: headOf(row), content: snapshotContentSchema.parse(row.content) };
  }

  async park(id: string, reason: string, attempts: number): Promise<void> {
    await this.database.query(
      `insert into snapshot_parked (id, parked_at, parked_reason, parked_attempts) values ($1, $2, $3, $4)
       on conflict (id) do update set parked_at = excluded.parked_at, parked_reason = excluded.parked_reason, parked_attempts = excluded.parked_attempts`, [id, this.clock.now(), reason.slice(0, 500), attempts]);
  }
  async parked(): Promise<Parked[]> {
    const rows = await this.database.query<{ id: string; parked_reason: string; parked_at: string; parked_attempts: number }>('select id, parked_reason, parked_at, parked_attempts from snapshot_parked order by id');
    return rows.map((r) => ({ id: r.id, reason: r.parked_reason, since: Number(r.parked_at), attempts: r.parked_attempts }));
  }
  async unpark(id: string): Promise<boolean> { return (await this.database.query('delete from snapshot_parked where id = $1 returning id', [id])).length > 0; }
}

const headOf = ({ seq, id, kind, begins, ends, as_of, closed_at, edition, hash, previous }: Row): SnapshotHead => ({ seq, id, kind, period: { from: begins, to: ends }, asOf: Number(as_of), closedAt: Number(closed_at), edition, hash, previous });
