import { Injectable } from '@nestjs/common';
import type { NoticeKind, NoticePreference, Wants } from '#contract';
import type { UserId } from '#domain';
import { Clock, Database } from '#platform';
import type { Rule } from './policy/policy.js';

export type Preference = NoticePreference;
/** Who never chose: everything by every channel there is, on duty only. */
export const DEFAULT: Preference = { email: null, channels: { mail: 'all', webhook: 'all' }, muted: [], quiet: null };

interface Row { email: string | null; mail: Wants; webhook: Wants; muted: NoticeKind[]; quiet_from: number | null; quiet_to: number | null }

/** How each person wants to be told. */
@Injectable()
export class Preferences {
  constructor(private readonly database: Database, private readonly clock: Clock) {}

  async of(person: UserId): Promise<Preference> {
    const [row] = await this.database.query<Row>('select email, mail, webhook, muted, quiet_from, quiet_to from notice_preference where person = $1', [person]);
    if (!row) return DEFAULT;
    const quiet = row.quiet_from === null || row.quiet_to === null ? null : { from: hhmm(row.quiet_from), to: hhmm(row.quiet_to) };
    return { email: row.email, channels: { mail: row.mail, webhook: row.webhook }, muted: row.muted, quiet };
  }

  async set(person: UserId, { email, channels, muted, quiet }: Preference): Promise<Preference> {
    await this.database.query(
      `insert into notice_preference (person, email, mail, webhook, muted, quiet_from, quiet_to, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (person) do update set email = excluded.email, mail = excluded.mail, webhook = excluded.webhook, muted = excluded.muted, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, changed_at = excluded.changed_at`,
      [person, email, channels.mail, channels.webhook, [...new Set(muted)], quiet && minutes(quiet.from), quiet && minutes(quiet.to), this.clock.now()]);
    return this.of(person);
  }
}

/** What a preference says about one channel. */
export const ruleOf = ({ channels, muted, quiet }: Preference, channel: keyof Preference['channels']): Rule =>
  ({ wants: channels[channel], muted, quiet: quiet && { from: minutes(quiet.from), to: minutes(quiet.to) } });

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const hhmm = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
