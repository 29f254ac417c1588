import type { Actor } from '#domain';
import { Clock, Database, ProblemError } from '#platform';
import { Injectable } from '@nestjs/common';
import { heedTrust } from './trust.js';

/** Those who see what became of alarms judge them. */
const MAY: readonly Actor['role'][] = ['dispatcher', 'supervisor'];

/** What people say of an alarm itself. */
@Injectable()
export class AlarmJudgement {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  /** Whether it was so; a later word takes the place of an earlier one, and both stay written. @throws ProblemError not-found, no-right */
  async judge(actor: Actor, id: string, so: boolean, note: string | null): Promise<void> {
    this.allow(actor);
    const judged = await this.database.transaction(async (tx) => {
      const rows = await tx.query<{ rule: string; version: number }>('update alarm set verdict = $2 where id = $1 returning rule, version', [id, so]);
      await this.mustBe(rows);
      await tx.query('insert into alarm_verdict (alarm_id, so, by_whom, at, derived, note) values ($1, $2, $3, $4, false, $5)', [id, so, actor.id, this.clock.now(), note]);
      return rows[0];
    });
    if (judged !== undefined) await heedTrust(this.database, judged.rule, judged.version, this.clock.now());
  }

  /** Leaves it alone until a moment; what opens a case then is that it still fires. @throws ProblemError not-found, no-right, must-be-in-future */
  async snooze(actor: Actor, id: string, until: number): Promise<void> {
    this.allow(actor);
    const now = this.clock.now();
    if (until <= now) throw new ProblemError('must-be-in-future', { errors: [{ pointer: '/until', code: 'must-be-in-future', message: 'must lie in the future', zh: '须为将来的时间' }] });
    await this.mustBe(await this.database.query('update alarm set snoozed_until = $2, wants_at = case when cleared_at is null and not trial then $3::bigint else wants_at end where id = $1 returning id', [id, until, now]));
  }

  private allow({ role }: Actor): void { if (!MAY.includes(role)) throw new ProblemError('no-right'); }
  private async mustBe(rows: readonly unknown[]): Promise<void> { if (rows.length === 0) throw new ProblemError('not-found'); }
}
