import type { Instant, Millis } from '#domain';
import type { Http } from '../client/http.js';
import type { County } from '../county/county.js';
import { enlist, type Part } from './cast.js';
import type { Desk } from './desk.js';
import type { Findings } from './findings.js';
import type { Ledger, Reading } from './ledger.js';
import type { Line } from './lines/line.js';
import { InVain, until, type People } from './people.js';
import type { Tempo } from './tempo.js';

export const MINUTE = 60_000;
/** So much real time something that ought to come is given at most. */
const PATIENCE = 180_000;
/** The server's clock is known this well. */
const SLACK = 2_000;

/** Ways in beside HTTP, as far as the server has them. */
export interface Ways {
  /** Where it serves MQTT; null: nowhere. */
  readonly mqtt: string | null;
  /** Where it listens to data loggers; null: nowhere. */
  readonly hj212: { readonly host: string; readonly port: number } | null;
  /** What OneNET would sign with; null: not known. */
  readonly onenetToken: string | null;
}

/** The rules that the stories are about, by what a device measures. */
export const RULE_OF: Readonly<Record<string, string>> = { level: 'water-on-road', codmn: 'river-cod', ammonia: 'river-ammonia', tilt: 'manhole-tilt' };

export interface Setting {
  readonly http: Http; readonly desk: Desk; readonly people: People; readonly county: County; readonly tempo: Tempo; readonly ledger: Ledger; readonly findings: Findings; readonly ways: Ways;
  readonly seed: number; /** How many stations; null: as many as the story has. */ readonly size: number | null; readonly run: string;
  /** So much real time is waited for what the server's clock still has to reach; what takes longer is due. */
  readonly waits: Millis;
}

/** Everything that a story is played with. */
export class Scene {
  /** Accounts that have sent something. */
  readonly accounts = new Set<string>();
  readonly #lines: Line[] = [];
  /** What the devices say while something else is waited for, at that instant: they do not fall silent because the story is told. */
  beat: (at: Instant) => Promise<void> = () => Promise.resolve();
  #beaten = 0;
  /** What happens just now, for people. */
  now = '';
  /** The server's clock when it began: what is in quarantine from before is not this story's. */
  readonly began: Instant;

  constructor(readonly is: Setting) { this.began = is.tempo.now() - SLACK; }

  /** An id of a device of this seed's cast: other seeds have other devices. */
  id(name: string): string { return this.is.seed === 1 ? name : name.replace(/^([a-z]+-[a-z]+)/, `$1-s${this.is.seed}`); }

  /** Puts the devices on the stage. @throws Error when they have been heard since the story began: its readings would come too late for the rules */
  async cast(parts: readonly Part[]): Promise<void> {
    await enlist(this.is.desk, parts);
    for (const { id, metric } of parts) await this.#rested(id, metric);
  }

  async #rested(id: string, metric: string | null): Promise<void> {
    const { desk, tempo } = this.is, again = `play with another --seed, which has other devices`;
    for (const series of await desk.series(id)) if ((series.last?.at ?? 0) >= tempo.start) throw new Error(`${id} has been heard since this story begins: ${again}`);
    const rule = metric === null ? null : RULE_OF[metric] ?? null;
    for (const alarm of await desk.alarms(id)) {
      if (alarm.rule.id !== rule || alarm.trial) continue;
      const kept = (await desk.rule(rule))?.rule.reopenWithin ?? 0;
      if (alarm.clearedAt === null || alarm.clearedAt + kept >= tempo.start) throw new Error(`${id} still has an alarm of before, which would be opened again: ${again}`);
    }
  }

  /** A token for the device's account, which is a sender from now on. */
  async token(device: string): Promise<string> {
    const { token, account } = await this.is.desk.token(device);
    this.accounts.add(account);
    return token;
  }

  line<L extends Line>(line: L): L { this.#lines.push(line); return line; }

  /** Sends readings down a line and writes down what was said of them. */
  async send(line: Line, readings: readonly Reading[], again = false): Promise<void> {
    if (readings.length === 0) return;
    this.is.ledger.enter(line.protocol, readings, await line.send(readings), again);
  }

  at(minutes: number): Instant { return this.is.tempo.at(minutes * MINUTE); }
  async reach(minutes: number, what: string): Promise<void> {
    this.now = what;
    await this.is.tempo.reach(minutes * MINUTE);
  }
  /** Asks again until it is so; null: it was not within so many real milliseconds. */
  async comes<T>(what: string, look: () => Promise<T | null | undefined | false>, patience = PATIENCE): Promise<T | null> {
    this.now = `waiting: ${what}`;
    return until(what, async () => {
      // Loggers know whole seconds only.
      const now = Math.floor(this.is.tempo.now() / 1000) * 1000;
      if (now - this.#beaten >= MINUTE) {
        this.#beaten = now;
        await this.beat(now);
      }
      return look();
    }, patience).catch((error: unknown) => { if (error instanceof InVain) return null; throw error; });
  }

  /** Real milliseconds until the server's clock shows `at`; at least 0. */
  left(at: Instant): Millis { return this.is.tempo.until(at); }

  async close(): Promise<void> { for (const line of this.#lines) await line.close().catch(() => undefined); }
}

/** A story of devices: how long it is, and how it goes. */
export interface Story {
  readonly zh: string; readonly en: string;
  readonly duration: Millis;
  /** Everything up to its end; what has to be so then is entered into the findings. */
  play(scene: Scene): Promise<void>;
}
