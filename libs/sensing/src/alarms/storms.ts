import { releaseAt, type StormRule } from '#domain';
import { Clock, Database } from '#platform';
import { Injectable } from '@nestjs/common';

interface StormRow { id: string; class_id: string; township: string; rule: StormRule; case_id: string; started_at: string; released_at: string | null; parked_at: string | null; open: boolean }

/** Ends a storm when it has grown quiet: what still fires becomes a case of its own. A storm whose case somebody has closed ends as well. */
@Injectable()
export class StormWatch {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  /** Answers when the storm wants attention again. */
  async look(id: string): Promise<number | null> {
    const now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const [s] = await tx.query<StormRow>(`select s.id, s.class_id, s.township, s.rule, s.case_id, s.started_at, s.released_at, s.parked_at, c.stage <> 'closed' as open from storm s join cases c on c.id = s.case_id where s.id = $1 for update of s`, [id]);
      if (s === undefined || s.released_at !== null || s.parked_at !== null) return null;
      // As many as could keep it going: the latest are enough.
      const raises = await tx.query<{ at: string }>(`select opened_at as at from alarm where class_id = $1 and township = $2 and not trial and policy <> 'maintenance' order by opened_at desc limit $3`, [s.class_id, s.township, Math.max(1, s.rule.below)]);
      const over = s.open ? releaseAt(raises.map((r) => Number(r.at)), Number(s.started_at), s.rule) : now;
      if (now < over) {
        await tx.query('update storm set look_at = $2 where id = $1', [id, over]);
        return over;
      }
      await tx.query('update storm set released_at = $2 where id = $1', [id, now]);
      await tx.query('update alarm set wants_at = $2 where storm = $1 and cleared_at is null and case_id is null', [id, now]);
      return null;
    });
  }
}
