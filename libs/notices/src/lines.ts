import { Inject, Injectable } from '@nestjs/common';
import { Directory } from '#directory';
import type { Instant, UserId } from '#domain';
import { ALL_CHANNELS, type Line, type NoticeChannel } from './channels/channel.js';
import { decide, type Decision, type Told } from './policy/policy.js';
import { groupReadyFrom, readyFrom } from './policy/ready.js';
import { Preferences } from './preferences.js';

/** A line under the name the sent-log knows it by: `<channel>:<key>`. */
export interface NamedLine extends Line { readonly id: string }

/** Account names have no colon, so people and lines share the ids of a queue. */
export const isLine = (id: string): boolean => id.includes(':');

/** All ways out of the app, whatever the channel. */
@Injectable()
export class Lines {
  constructor(@Inject(ALL_CHANNELS) private readonly channels: readonly NoticeChannel[], private readonly directory: Directory, private readonly preferences: Preferences) {}

  /** The lines on which a person is told now; nobody without an active account is told outside the app. */
  async of(person: UserId): Promise<readonly NamedLine[]> {
    const record = this.directory.person(person);
    if (record === null || !record.active) return [];
    const preference = await this.preferences.of(person);
    return (await Promise.all(this.channels.map(async (channel) => (await channel.linesOf(record, preference)).map((line) => ({ ...line, id: `${channel.name}:${line.key}` }))))).flat();
  }

  /** A line as it is now; null when nobody is to be reached there any more. */
  async open(id: string): Promise<NamedLine | null> {
    const colon = id.indexOf(':'), channel = this.channels.find((c) => c.name === id.slice(0, colon));
    const line = (await channel?.line(id.slice(colon + 1))) ?? null;
    return line && { ...line, id };
  }

  /** For many notices of one line at one moment: the roster is asked once a moment. */
  decider({ rule, people, shared }: Line, now: Instant): (told: Told) => Decision {
    const book = this.directory.book(), known = new Map<Instant, Instant | null>();
    const ready = (at: Instant): Instant | null => {
      if (!known.has(at)) known.set(at, shared ? groupReadyFrom(book, people, at) : people[0] === undefined ? null : readyFrom(book, people[0], at));
      return known.get(at) ?? null;
    };
    return (told) => decide(told, rule, now, book.calendar.offset, ready);
  }
}
