import type { Language } from '#contract';
import type { PersonRecord } from '#directory';
import type { UserId } from '#domain';
import type { Message } from '../message.js';
import type { Limit } from '../policy/bucket.js';
import type { Rule } from '../policy/policy.js';
import type { Preference } from '../preferences.js';

/** One way out of the app as it is at this moment: the mail of a person, a robot of a group. */
export interface Line {
  /** Unique within its channel, at most 80 characters, the same for ever. */
  readonly key: string;
  /** Whose duty counts: a message waits for it; of several people for working time, or until all of them are on duty. */
  readonly people: readonly UserId[];
  readonly rule: Rule;
  /** Read by several people: a fact goes out on it once, however many of them are told. */
  readonly shared: boolean;
  /** Others run it: a message carries no words that people wrote. */
  readonly foreign: boolean;
  readonly language: Language;
  /** How fast it may be used. */
  readonly limits: readonly Limit[];
  /** Sends one message; the same message may come again after a crash, its id stays the same. What it throws counts as the line being out of order. */
  send(message: Message): Promise<Sending>;
}

/** How a sending went. `line`: nothing gets through there now; `message`: this one was not taken; `gone`: the line is over. `wait`: not before so many milliseconds; `final`: not worth a further try. */
export type Sending =
  | { readonly ok: true }
  | { readonly ok: false; readonly fault: 'line' | 'message' | 'gone'; readonly reason: string; readonly wait?: number; readonly final?: true };

/** A kind of way out. A new one is one file and one line in `index.ts`. */
export interface NoticeChannel {
  /** First part of a line's id in the sent-log; never changed. */
  readonly name: string;
  /** The lines on which this person is told now. */
  linesOf(person: PersonRecord, preference: Preference): Promise<readonly Line[]>;
  /** The line of a key as it is now; null when nobody is to be reached there any more. */
  line(key: string): Promise<Line | null>;
}

/** Every channel, in one list. */
export const ALL_CHANNELS = Symbol('NoticeChannels');
