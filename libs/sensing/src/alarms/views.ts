import type { CaseAlarms } from '#cases';
import type { AlarmInFull, Alarms, AlarmsQuery, AlarmView, CaseAlarm, StormInFull, StormView } from '#contract';
import { Directory } from '#directory';
import { SEVERITIES_OF_ALARMS, type AlarmSeverity, type CaseId, type ClassId, type DepartmentId, type Threshold, type TransitionKind } from '#domain';
import { Clock, Database, ProblemError } from '#platform';
import { Injectable } from '@nestjs/common';
import { RulesInForce } from '../rules/source.js';
import { ALARM, FROM_ALARM, moment, type AlarmRecord } from './records.js';

/** What a curve shows before an alarm began and after it ended. */
const AROUND = 30 * 60_000;
const SHOWN = `${ALARM}, c.number`;
const FROM = `${FROM_ALARM} left join cases c on c.id = a.case_id`;
type Shown = AlarmRecord & { number: string | null };
/** Members of a storm that a case page shows: what fires first, the worst first. */
const MEMBERS = 200;

/** An alarm `a` with a case of its own in the time of a storm `s`. */
export const OWN = 'a.class_id = s.class_id and a.township = s.township and not a.trial and a.case_id is not null and a.case_id <> s.case_id and a.opened_at >= s.started_at and a.opened_at <= coalesce(s.released_at, a.opened_at)';

interface StormRow { id: string; class_id: ClassId; township: string; case_id: CaseId; number: string; started_at: string; released_at: string | null; members: number; firing: number; own: number }

/** Alarms and storms as people see them. */
@Injectable()
export class AlarmViews implements CaseAlarms {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory, private readonly rules: RulesInForce) {}

  /** `own`: alarms of a department's devices, with their cases where these are its own; null: all. */
  async list(q: AlarmsQuery, own: DepartmentId | null = null): Promise<Alarms> {
    const params: unknown[] = [], bind = (value: unknown): string => `$${params.push(value)}`, where: string[] = [];
    const states: Readonly<Record<NonNullable<AlarmsQuery['state']>, string>> = { firing: 'a.cleared_at is null and not a.trial', cleared: 'a.cleared_at is not null and not a.trial', held: 'a.held is not null and a.cleared_at is null', trial: 'a.trial' };
    const department = bind(own);
    where.push(`(${department}::text is null or (d.department = ${department} and not a.trial))`);
    if (q.state !== undefined) where.push(states[q.state]);
    if (q.rule !== undefined) where.push(`a.rule = ${bind(q.rule)}`);
    if (q.device !== undefined) where.push(`a.device = ${bind(q.device)}`);
    if (q.case !== undefined) where.push(`a.case_id = ${bind(q.case)}`);
    if (q.storm !== undefined) where.push(`a.storm = ${bind(q.storm)}`);
    if (q.classId !== undefined) where.push(`a.class_id = ${bind(q.classId)}`);
    if (q.cell !== undefined) where.push(`a.cell like ${bind(`${q.cell}%`)}`);
    if (q.severity !== undefined) where.push(`a.severity = ${bind(q.severity)}`);
    if (q.judged !== undefined) where.push(`a.verdict is ${q.judged === 'true' ? 'not ' : ''}null`);
    const filter = where.join(' and ');
    const [firing] = await this.database.query<{ n: number }>(`select count(*)::int as n from alarm a left join device d on d.id = a.device where a.cleared_at is null and not a.trial and ${filter}`, params);
    const page = q.before === undefined ? 'true' : `a.raised_at < ${bind(q.before)}`;
    const rows = await this.database.query<Shown>(`select ${SHOWN} from ${FROM} and (${department}::text is null or c.department = ${department} or ${department} = any(c.co_departments)) where ${filter} and ${page} order by a.raised_at desc, a.id limit ${bind(q.limit)}`, params);
    const last = rows[rows.length - 1];
    return { items: await this.views(rows), next: rows.length < q.limit || last === undefined ? null : Number(last.raised_at), firing: firing?.n ?? 0 };
  }

  /** @throws ProblemError not-found */
  async show(id: string): Promise<AlarmInFull> {
    const [row] = await this.database.query<Shown>(`select ${SHOWN} from ${FROM} where a.id = $1`, [id]);
    if (row === undefined) throw new ProblemError('not-found');
    const [events, verdicts, [view], rule] = await Promise.all([
      this.database.query<{ kind: TransitionKind; severity: AlarmSeverity; at: string; received_at: string; value: number | null }>('select kind, severity, at, received_at, value from alarm_event where alarm_id = $1 order by seq, n limit 1000', [id]),
      this.database.query<{ so: boolean; by_whom: string | null; at: string; derived: boolean; note: string | null }>('select so, by_whom, at, derived, note from alarm_verdict where alarm_id = $1 order by id', [id]), this.views([row]), this.rules.version(row.rule, row.version),
    ]);
    const [series] = await this.database.query<{ id: string; attributes: Record<string, number> }>('select id, attributes from series where device = $1 and metric = $2', [row.device, row.metric]);
    const number = (t: Threshold | undefined): number | null => (t === undefined ? null : typeof t === 'number' ? t : 'attribute' in t ? ((series?.attributes[t.attribute] ?? null) === null ? null : (series?.attributes[t.attribute] ?? 0) + (t.plus ?? 0)) : t.otherwise);
    return {
      ...(view as AlarmView), events: events.map((e) => ({ kind: e.kind, severity: e.severity, at: Number(e.at), receivedAt: Number(e.received_at), value: e.value })),
      evidence: { series: series?.id ?? null, device: row.device, metric: row.metric, from: Number(row.since) - AROUND, to: Math.min(this.clock.now(), (moment(row.cleared_at) ?? this.clock.now()) + AROUND) },
      levels: rule.levels.map((l) => ({ severity: l.severity, raise: number(l.raise), clear: number(l.clear ?? l.raise) })), credit: row.credit === null ? null : { ...row.credit, needed: { ...row.credit.needed } },
      pictures: { photos: [...(row.pictures?.photos ?? [])], addresses: [...(row.pictures?.addresses ?? [])], refused: row.pictures?.refused ?? 0 },
      verdicts: verdicts.map((v) => ({ so: v.so, by: v.by_whom === null ? null : this.person(v.by_whom), at: Number(v.at), derived: v.derived, note: v.note })),
    };
  }

  async of(caseId: CaseId): Promise<CaseAlarm[]> {
    const rows = await this.database.query<Shown>(
      `select ${SHOWN} from ${FROM} where a.case_id = $1 union all (select ${SHOWN} from ${FROM} join storm s on s.id = a.storm where s.case_id = $1 order by a.cleared_at is not null, array_position($2::text[], a.severity) desc limit ${MEMBERS})`, [caseId, SEVERITIES_OF_ALARMS]);
    return (await this.views(rows)).map(({ case: _, ...alarm }) => alarm);
  }

  async storms(active: boolean | null, limit: number): Promise<StormView[]> {
    return (await this.stormRows('$1::boolean is null or $1 = (s.released_at is null)', [active], limit)).map(stormView);
  }

  /** @throws ProblemError not-found */
  async storm(id: string): Promise<StormInFull> {
    const [row] = await this.stormRows('s.id = $1', [id], 1);
    if (row === undefined) throw new ProblemError('not-found');
    return { ...stormView(row), alarms: (await this.list({ storm: id, limit: 500 })).items };
  }

  private stormRows(where: string, params: readonly unknown[], limit: number): Promise<StormRow[]> {
    return this.database.query<StormRow>(
      `select s.id, s.class_id, s.township, s.case_id, c.number, s.started_at, s.released_at, m.members, m.firing, o.own from storm s join cases c on c.id = s.case_id
       cross join lateral (select count(*)::int as members, count(*) filter (where cleared_at is null)::int as firing from alarm a where a.storm = s.id) m
       cross join lateral (select count(distinct case_id)::int as own from alarm a where ${OWN}) o
       where ${where} order by s.started_at desc, s.id limit ${Math.min(500, limit)}`, params);
  }

  private views(rows: readonly Shown[]): Promise<AlarmView[]> {
    return Promise.all(rows.map(async (a): Promise<AlarmView> => {
      const { name } = await this.rules.version(a.rule, a.version);
      return {
        id: a.id, rule: { id: a.rule, version: a.version, zh: name.zh, en: name.en }, policy: a.policy, trial: a.trial, device: a.device, deviceName: a.name, metric: a.metric, unit: a.unit, asset: a.asset, cell: a.cell, classId: a.class_id as ClassId, lon: a.lon, lat: a.lat, severity: a.severity, worst: a.worst, value: a.value,
        since: Number(a.since), raisedAt: Number(a.raised_at), clearedAt: moment(a.cleared_at), openings: a.openings, stale: a.stale, flapping: a.flapping, held: a.held === null || a.cleared_at !== null ? null : { why: a.held, until: moment(a.wants_at), window: a.held_window }, storm: a.storm,
        case: a.case_id === null || a.number === null ? null : { id: a.case_id, number: a.number }, verdict: a.verdict,
      };
    }));
  }

  private person(id: string): { id: string; name: string } { return { id, name: this.directory.name(id) }; }
}

const stormView = (r: StormRow): StormView => ({ id: r.id, classId: r.class_id, township: r.township, case: { id: r.case_id, number: r.number }, startedAt: Number(r.started_at), releasedAt: r.released_at === null ? null : Number(r.released_at), members: r.members, firing: r.firing, ownCases: r.own });
