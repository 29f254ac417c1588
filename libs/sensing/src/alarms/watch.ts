import { CaseDoor, CaseReader } from '#cases';
import { Directory } from '#directory';
import { asksReadings, correlated, nextForCase, SYSTEM, type Case, type CaseId, type Command, type LinkedAlarm, type Reason, type Severity, type Stage, type TriggerRule, type Watched } from '#domain';
import { Clock, Database, type Tx } from '#platform';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { RulesInForce } from '../rules/source.js';
import { reasonOf } from './filings.js';
import { SERIES_READINGS, type SeriesReadings } from './readings.js';
import { alarmsOf, moment, Moved, nameOf, type AlarmRecord } from './records.js';
import { judgeByCase } from './trust.js';

interface WatchRow { case_id: CaseId; catalogue: Severity; storm: boolean; over: boolean; parked_at: string | null; mark: string; state: Case }
interface Linked { readonly record: AlarmRecord; readonly rule: TriggerRule; readonly as: LinkedAlarm }

/** More steps in a row than any case can need. */
const MOST = 40;
const BEFORE_DISPATCH: readonly Stage[] = ['triage', 'confirmation', 'dispatch'];
const progress = ({ stage }: Case): number => (stage === 'dispatch' ? 1 : BEFORE_DISPATCH.includes(stage) ? 0 : 2);
/** Whether a case is the one that another becomes a part of: the one that has got further, else the earlier one. Whoever of the two looks says the same. */
const further = (a: Case, b: Case): boolean => progress(a) > progress(b) || (progress(a) === progress(b) && (a.reportedAt < b.reportedAt || (a.reportedAt === b.reportedAt && a.id < b.id)));

/** A case with alarms: says what they come to, ends what recovered by itself, judges what was reported done, and gathers what is the same. */
@Injectable()
export class CaseWatch {
  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory, private readonly rules: RulesInForce, private readonly door: CaseDoor, private readonly reader: CaseReader,
    @Optional() @Inject(SERIES_READINGS) private readonly readings: SeriesReadings | null,
  ) {}

  /** Does what is to be done; answers when the case wants attention again. */
  async look(id: CaseId): Promise<number | null> {
    for (let turn = 0; turn < MOST; turn++) {
      const [w] = await this.database.query<WatchRow>('select w.case_id, w.catalogue, w.storm, w.over, w.parked_at, w.xmin::text as mark, c.state from alarm_watch w join cases c on c.id = w.case_id where w.case_id = $1', [id]);
      if (w === undefined || w.parked_at !== null) return null;
      const answer = await this.once(w);
      if (answer !== 'again') return answer;
    }
    throw new Error(`case ${id} does not come to rest with its alarms`);
  }

  private async once(w: WatchRow): Promise<number | null | 'again'> {
    const c = w.state, now = this.clock.now();
    const { settings } = this.directory.book();
    await judgeByCase(this.database, c, [...(settings.unfounded === null ? [] : [settings.unfounded]), 'test'], now);
    if (c.stage === 'closed') return c.outcome === 'merged' && c.mergedInto !== null ? this.handOver(w, c.mergedInto) : this.ended(w);
    const alarms = await this.linked(c);
    await this.draws(c.id, alarms);
    const watched: Watched = { stage: c.stage, severity: c.severity, catalogue: w.catalogue, people: await this.byPeople(c), storm: w.storm, doneAt: c.stage === 'verification' ? (c.clocks.verification?.since ?? now) : null };
    const asked = asksReadings(watched, alarms.map((l) => l.as)) ? await Promise.all(alarms.map((l) => this.asked(l, watched.doneAt ?? now, now))) : alarms;
    const step = nextForCase(watched, asked.map((l) => l.as), now);
    const of = (alarm: string): Linked => asked.find((l) => l.record.id === alarm) as Linked;
    switch (step.do) {
      case 'nothing': case 'person': return (await this.gather(c, alarms)) ? 'again' : this.rest(w, null);
      case 'wait': return this.rest(w, step.until);
      case 'observe': {
        const { record: a, rule } = of(step.alarm);
        const command: Command = { type: 'observe', alarm: a.id, what: step.what, device: nameOf(a), rule: { id: rule.id, version: rule.version, ...rule.name }, value: a.value, unit: a.unit, ...(step.severity !== null && { severity: step.severity }) };
        return this.give(c, command, reasonOf(a, rule), `${a.id}:${a.mark}`, async (tx) => {
          const mine = await tx.query('update alarm set told_firing = cleared_at is null, told_severity = severity, told_stale = stale where id = $1 and xmin::text = $2 returning id', [a.id, a.mark]);
          if (mine.length === 0) throw new Moved(`alarm ${a.id}`);
        });
      }
      case 'recover': return this.give(c, { type: 'recover' }, { code: 'self-recovered', device: nameOf(of(step.alarm).record), since: step.since }, 'recover');
      case 'pass': {
        const { record: a } = of(step.alarm);
        return this.give(c, { type: 'verify', passed: true, evidence: [] }, { code: 'sensor-stable', device: nameOf(a), metric: a.metric, from: step.from, to: now, samples: step.samples }, 'pass');
      }
      case 'return': {
        const { record: a } = of(step.alarm);
        return this.give(c, { type: 'verify', passed: false, evidence: [] }, { code: 'sensor-breaching', device: nameOf(a), metric: a.metric, value: a.value, unit: a.unit, at: Number(a.changed_at) }, 'return');
      }
    }
  }

  /** Gives a command on the case as it was looked at. When it has moved, or the core says no, it is looked at anew. */
  private async give(c: Case, command: Command, why: Reason, mark: string, also: (tx: Tx) => Promise<void> = () => Promise.resolve()): Promise<'again' | null> {
    try {
      const answer = await this.door.execute({ id: c.id, command, actor: SYSTEM, commandId: `watch:${c.id}:${c.version}:${command.type}:${mark}`, why, expectedVersion: c.version, also });
      if (answer.ok || answer.rejection.code === 'version-mismatch') return 'again';
      throw new Error(`the door refused ${command.type}: ${answer.rejection.code}`);
    } catch (error) {
      if (error instanceof Moved) return 'again';
      throw error;
    }
  }

  private async linked(c: Case): Promise<Linked[]> {
    return Promise.all((await alarmsOf(this.database, c.id)).map(async (a): Promise<Linked> => {
      const rule = await this.rules.version(a.rule, a.version), firing = a.cleared_at === null;
      return {
        record: a, rule, as: {
          id: a.id, firing, severity: a.severity, stale: a.stale, clearedAt: moment(a.cleared_at), told: { firing: a.told_firing ?? firing, severity: a.told_severity ?? a.severity, stale: a.told_stale ?? a.stale },
          // What a rule that was switched off last saw ends nothing and proves nothing.
          recovery: a.withdrawn ? { beforeDispatch: 'note', stableFor: 0 } : rule.action.recovery, verify: a.withdrawn ? { ...rule.action.verify, automatic: false } : rule.action.verify, readings: null,
        },
      };
    }));
  }

  private async asked(l: Linked, doneAt: number, now: number): Promise<Linked> {
    if (this.readings === null) return l;
    const { record: a, as } = l, readings = await this.readings.good(a.device, a.metric, Math.max(as.clearedAt ?? doneAt, now - as.verify.stableFor), now);
    return { ...l, as: { ...as, readings } };
  }

  /** Whether anybody has said it too. */
  private async byPeople(c: Case): Promise<boolean> {
    if (c.confirmed === 'true') return true;
    return (await this.database.query(`select 1 from report where id = any($1::uuid[]) and source not in ('sensor', 'video-ai') limit 1`, [c.reports.map((r) => r.id)])).length > 0;
  }

  /** Reports close by come to it as long as one of its alarms fires, and for the rule's time after the last one ended. */
  private async draws(id: CaseId, alarms: readonly Linked[]): Promise<void> {
    const firing = alarms.some((l) => l.as.firing), until = Math.max(0, ...alarms.map((l) => Number(l.record.changed_at) + l.rule.action.correlate.within));
    await this.database.query('update case_magnet set until = $2 where case_id = $1 and (until is null) is distinct from $3', [id, firing ? null : until, firing]);
  }

  /** Open cases of the class within the reach of a firing alarm are this one: what nobody has been sent for yet is merged into the other. True when that changed something. */
  private async gather(c: Case, alarms: readonly Linked[]): Promise<boolean> {
    const firing = alarms.find((l) => l.as.firing && l.rule.action.correlate.metres > 0);
    if (firing === undefined || c.place === null) return false;
    const { correlate } = firing.rule.action, open = (await this.reader.nearby(c.place, correlate.metres)).filter((o) => o.id !== c.id);
    for (const { id, metres } of correlated({ classId: c.classId, place: c.place, reportedAt: Number(firing.record.opened_at) }, open, correlate)) {
      const [other] = await this.database.query<{ state: Case }>(`select state from cases c where id = $1 and stage <> 'closed' and not exists (select from alarm_watch w where w.case_id = c.id and w.storm)`, [id]);
      if (other === undefined) continue;
      const [from, into] = further(c, other.state) ? [other.state, c] : [c, other.state];
      if (!BEFORE_DISPATCH.includes(from.stage)) continue;
      const answer = await this.door.execute({ id: from.id, command: { type: 'merge', into: into.id }, actor: SYSTEM, commandId: `watch:${from.id}:${from.version}:merge:${into.id}`, why: { code: 'correlated', of: into.id, metres }, expectedVersion: from.version });
      if (answer.ok || answer.rejection.code === 'version-mismatch') return true;
    }
    return false;
  }

  /** Nothing more until the case moves, an alarm does, or the moment comes. */
  private async rest(w: WatchRow, until: number | null, over = false): Promise<number | null | 'again'> {
    const done = await this.database.query('update alarm_watch set looked_version = $3, look_at = $4, over = $5 where case_id = $1 and xmin::text = $2 returning case_id', [w.case_id, w.mark, w.state.version, until, over]);
    return done.length === 0 ? 'again' : until;
  }

  /** Its alarms go on by themselves: one that still fires asks for it again when it has been left alone for long enough. */
  private async ended(w: WatchRow): Promise<number | null | 'again'> {
    await this.database.transaction(async (tx) => {
      await tx.query('update alarm set wants_at = $2 where case_id = $1 and cleared_at is null and wants_at is null and not trial', [w.case_id, this.clock.now()]);
      await tx.query('delete from case_magnet where case_id = $1', [w.case_id]);
    });
    return this.rest(w, null, true);
  }

  /** Merged into another case: its alarms are that one's. */
  private async handOver(w: WatchRow, master: CaseId): Promise<number | null | 'again'> {
    await this.database.transaction(async (tx) => {
      await tx.query('update alarm set case_id = $2 where case_id = $1', [w.case_id, master]);
      await tx.query('insert into alarm_watch as a (case_id, looked_version, look_at, catalogue) values ($1, 0, $2, $3) on conflict (case_id) do update set look_at = $2, over = false', [master, this.clock.now(), w.catalogue]);
      await tx.query('insert into case_magnet as m (case_id, metres, until) select $2, metres, until from case_magnet where case_id = $1 on conflict (case_id) do update set metres = greatest(m.metres, excluded.metres), until = excluded.until', [w.case_id, master]);
      await tx.query('delete from case_magnet where case_id = $1', [w.case_id]);
    });
    return this.rest(w, null, true);
  }
}
