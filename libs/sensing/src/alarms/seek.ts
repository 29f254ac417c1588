import { CaseDoor } from '#cases';
import { Directory } from '#directory';
import { breaksOut, nextForAlarm, standsAlone, SYSTEM, type Case, type CaseId, type Credit, type HeldBack, type StormRule, type TriggerRule } from '#domain';
import { Filer, magnetize, writeFiled } from '#intake';
import { Clock, Database, uuid, Work, type Tx } from '#platform';
import { Injectable } from '@nestjs/common';
import { PictureTaker } from '../pictures/take.js';
import { faultByAlarm } from '../health/by-alarm.js';
import { withdrawAlarms } from '../rules/changeover.js';
import { RulesInForce } from '../rules/source.js';
import { catalogueSeverity, filingOf, stormFilingOf } from './filings.js';
import { inhibited, settleOf, windowOver, windowsAt } from './held-back.js';
import { caseAtEnd, moment, Moved, readAlarm, type AlarmRecord, type Sql } from './records.js';
import { creditFor } from './trust.js';

/** The storm, if it goes on, kept from ending before this is committed: whoever ends it sees every member. */
const GOING = (id: string): string => `with s as materialized (select id from storm where id = ${id} and released_at is null for share)`;

/** How often an alarm may change while it is looked at. */
const ATTEMPTS = 4;

/** What an alarm wants: a case that is there already, one of its own, to be one of a storm, or to wait. */
@Injectable()
export class AlarmSeeker {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly directory: Directory, private readonly rules: RulesInForce, private readonly filer: Filer, private readonly door: CaseDoor, private readonly work: Work, private readonly pictures: PictureTaker) {}

  /** Does what is to be done with an alarm; answers when it wants attention again. */
  async seek(id: string): Promise<number | null> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(id);
      } catch (error) {
        if (!(error instanceof Moved) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  private async once(id: string): Promise<number | null> {
    let a = await readAlarm(this.database, id);
    if (a === null || a.parked_at !== null) return null;
    if (a.active === false && a.cleared_at === null) await withdrawAlarms(this.database, [a.id], this.clock.now());
    if (a.wants_at === null || a.active === false) return null;
    const now = this.clock.now(), rule = await this.rules.version(a.rule, a.version);
    // At the first look, not with the case: an alarm that is held back for a week has its pictures, too.
    if (a.cleared_at === null && this.pictures.wants(a, rule)) {
      await this.pictures.take(a, rule);
      a = (await readAlarm(this.database, id)) ?? a;
    }
    await faultByAlarm(this.database, a, rule, now);
    const its = a.case_id === null ? null : await caseAtEnd(this.database, a.case_id);
    const window = await windowOver(this.database, a, rule, now);
    const step = nextForAlarm({
      firing: a.cleared_at === null, severity: a.severity, openedAt: Number(a.opened_at), trial: a.trial, policy: a.policy, flapping: a.flapping, flap: rule.flap ?? null, settle: settleOf(rule), inhibited: await inhibited(this.database, a, rule), heldBack: window === null ? null : { to: window.to },
      snoozedUntil: moment(a.snoozed_until), inStorm: a.storm !== null && (await this.goesOn(a.storm)), case: its === null ? null : { id: its.id, open: its.stage !== 'closed', outcome: its.outcome, closedAt: its.milestones.closed ?? null },
    }, now);
    switch (step.do) {
      case 'nothing': return this.rest(a, null);
      case 'wait': return this.rest(a, { why: step.why, until: step.until, window: step.why === 'suppressed' ? (window?.id ?? null) : null });
      case 'reopen': return (await this.reopened(a, rule, step.of)) ? null : this.found(a, rule);
      case 'case': return this.found(a, rule);
    }
  }

  /** Nothing more for now. */
  private async rest(a: AlarmRecord, held: { readonly why: HeldBack; readonly until: number | null; readonly window: string | null } | null): Promise<number | null> {
    const done = await this.database.query('update alarm set wants_at = $3, held = $4, held_window = $5 where id = $1 and xmin::text = $2 returning id', [a.id, a.mark, held?.until ?? null, held?.why ?? null, held?.window ?? null]);
    if (done.length === 0) throw new Moved(`alarm ${a.id}`);
    return held?.until ?? null;
  }

  /** Its case of before, opened again; false when that cannot be any more. */
  private async reopened(a: AlarmRecord, rule: TriggerRule, of: CaseId): Promise<boolean> {
    const why = { code: 'still-breaching', rule: rule.id, version: rule.version, ...rule.name, device: a.name ?? a.device } as const;
    const answer = await this.door.execute({
      id: of, command: { type: 'reopen', reason: `${a.name ?? a.device}：${rule.name.zh}` }, actor: SYSTEM, commandId: `alarm:${a.id}:${a.openings}:reopen:${of}:${a.mark}`, why, also: async (tx, after) => this.joined(tx, a, rule, after, null),
    });
    return answer.ok;
  }

  private async found(a: AlarmRecord, rule: TriggerRule): Promise<null> {
    const credit = await creditFor(this.database, rule), filing = filingOf(a, rule, credit, this.directory), { storm } = rule.action;
    if (storm !== undefined && a.township !== null && !standsAlone(a.severity) && (await this.filer.joins(filing)) === null) {
      const member = await this.inStorm(a, rule, storm, credit);
      if (member !== null) return this.member(a, member, rule);
    }
    const outcome = await this.filer.file(filing, async (tx, filed) => {
      await writeFiled(tx, filing, filed);
      await this.joined(tx, a, rule, filed.case, credit);
    });
    if (!outcome.ok) throw new Error(`the door refused the alarm: ${outcome.rejection.code}${outcome.rejection.field === undefined ? '' : ` (${outcome.rejection.field})`}`);
    if (outcome.replayed) await this.database.transaction((tx) => this.joined(tx, a, rule, outcome.case, credit));
    this.work.poke('trigger', `case/${outcome.case.id}`);
    return null;
  }

  /** In the transaction of the case: the alarm is its, and reports close by come to it from now on. */
  private async joined(tx: Tx, a: AlarmRecord, rule: TriggerRule, c: Case, credit: Credit | null): Promise<void> {
    const mine = await tx.query(
      `update alarm set case_id = $3, told_firing = true, told_severity = severity, told_stale = stale, storm = null, held = null, held_window = null, snoozed_until = null, wants_at = null, credit = coalesce($4::jsonb, credit) where id = $1 and xmin::text = $2 returning id`,
      [a.id, a.mark, c.id, credit === null ? null : JSON.stringify(credit)]);
    if (mine.length === 0) throw new Moved(`alarm ${a.id}`);
    await tx.query(
      `insert into alarm_watch as w (case_id, looked_version, look_at, catalogue) values ($1, 0, $2, $3) on conflict (case_id) do update set look_at = $2, over = false, parked_at = null`, [c.id, this.clock.now(), catalogueSeverity(rule, this.directory.book())]);
    if (c.place !== null && rule.action.correlate.metres > 0) await magnetize(tx, { caseId: c.id, metres: rule.action.correlate.metres, until: null });
  }

  /** The storm that it is one of: one that goes on, or the one that it makes; null: none. */
  private async inStorm(a: AlarmRecord, rule: TriggerRule, storm: StormRule, credit: Credit): Promise<string | null> {
    const going = await this.stormOver(this.database, a);
    if (going !== null) return going;
    const raises = await this.database.query<{ at: string }>(`select opened_at as at from alarm where class_id = $1 and township = $2 and not trial and policy <> 'maintenance' and opened_at > $3 order by opened_at desc limit $4`, [a.class_id, a.township, this.clock.now() - storm.within, storm.count]);
    if (!breaksOut(raises.map((r) => Number(r.at)), this.clock.now(), storm)) return null;
    const id = uuid(), now = this.clock.now(), filing = stormFilingOf(id, a, rule, credit, this.directory);
    try {
      const outcome = await this.filer.file(filing, async (tx, filed) => {
        const mine = await tx.query('insert into storm (id, class_id, township, rule, case_id, started_at, look_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict (class_id, township) where released_at is null do nothing returning id', [id, a.class_id, a.township, JSON.stringify(storm), filed.case.id, now, now + storm.quiet]);
        // Another alarm made it a moment ago.
        if (mine.length === 0) throw new Moved(`the storm of ${a.class_id} in ${a.township}`);
        await writeFiled(tx, filing, filed);
        await tx.query('insert into alarm_watch (case_id, looked_version, look_at, catalogue, storm) values ($1, 0, $2, $3, true)', [filed.case.id, now, catalogueSeverity(rule, this.directory.book())]);
      });
      if (!outcome.ok) throw new Error(`the door refused the storm: ${outcome.rejection.code}`);
      return id;
    } catch (error) {
      if (error instanceof Moved) return this.stormOver(this.database, a);
      throw error;
    }
  }

  private async stormOver(sql: Sql, a: AlarmRecord): Promise<string | null> {
    return (await sql.query<{ id: string }>('select id from storm where class_id = $1 and township = $2 and released_at is null', [a.class_id, a.township]))[0]?.id ?? null;
  }

  private async goesOn(storm: string): Promise<boolean> {
    return (await this.database.query('select 1 from storm where id = $1 and released_at is null', [storm])).length > 0;
  }

  /** One of a storm has no case of its own; its row says which storm. */
  private async member(a: AlarmRecord, storm: string, rule: TriggerRule): Promise<null> {
    const mine = await this.database.query(`${GOING('$3')} update alarm set storm = $3, held = null, held_window = null, wants_at = null from s where alarm.id = $1 and alarm.xmin::text = $2 returning alarm.id`, [a.id, a.mark, storm]);
    if (mine.length === 0) throw new Moved(`alarm ${a.id}`);
    await this.together(a, storm, rule);
    return null;
  }

  /** Thousands come at once: those of the rule in the township that nothing speaks against are taken in by one statement. Whatever might be held back is looked at by itself. */
  private async together(a: AlarmRecord, storm: string, rule: TriggerRule): Promise<void> {
    if (settleOf(rule) > 0 || rule.action.policy === 'maintenance' || (await windowsAt(this.database, this.clock.now())).length > 0) return;
    await this.database.query(
      `${GOING('$1')} update alarm set storm = $1, held = null, wants_at = null from s where alarm.id in (select id from alarm where class_id = $2 and township = $3 and rule = $4 and version = $5 and not trial and cleared_at is null and case_id is null and storm is null and severity <> 'critical' and not flapping and snoozed_until is null
        and wants_at <= $6 and parked_at is null for update skip locked)`, [storm, a.class_id, a.township, a.rule, a.version, this.clock.now()]);
  }
}

