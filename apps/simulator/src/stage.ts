import { calendarOf, HOUR, type CalendarData, type CaseId } from '#domain';
import type { Operator } from './client/crew.js';
import { Http } from './client/http.js';
import { health, Refused, Session, type Health } from './client/session.js';
import { County } from './county/county.js';
import { Pace, ServerClock, type Speed } from './play/pace.js';
import { DEFAULTS, Play, type PlayOptions } from './play/play.js';
import type { Occurrence } from './play/occurrence.js';
import type { Ladder } from './reconcile/escalations.js';
import { reconcile, type Findings } from './reconcile/reconcile.js';

export interface StageOptions extends Partial<PlayOptions> {
  readonly url: string;
  readonly operator?: string;
  readonly password?: string;
  readonly rate?: number | null;
  readonly speed?: Speed;
}

/** A server with its county, ready to be played against. */
export class Stage {
  readonly play: Play;

  private constructor(readonly http: Http, readonly health: Health, readonly county: County, readonly clock: ServerClock, operator: Operator, options: StageOptions & { readonly run: string }) {
    this.play = new Play(http, operator, county, new Pace(clock, options.speed ?? 'max', options.rate ?? null), { ...DEFAULTS, ...defined(options), run: options.run });
  }

  /** Signs the operator in and reads the county. Throws Refused and Unreachable. */
  static async set(options: StageOptions & { readonly run: string }): Promise<Stage> {
    const http = new Http(options.url, { connections: Math.max(8, (options.concurrency ?? DEFAULTS.concurrency) + 4) });
    const state = await health(http);
    const password = options.password ?? 'mouding-2026';
    const session = await Session.signIn(http, options.operator ?? 'op-1', password);
    return new Stage(http, state, await County.read(session), await ServerClock.read(http), { session, password }, options);
  }

  run(occurrences: AsyncIterable<Occurrence> | Iterable<Occurrence>): Promise<void> { return this.play.run(occurrences); }

  /** Asks the server about everything it has accepted in this run. */
  async reconcile(progress?: (done: number, of: number) => void): Promise<Findings> {
    const reader = await this.play.crew.session(this.county.somebody('supervisor', 0));
    // Read anew: the clock may have been moved, and a long run has drifted.
    const clock = await ServerClock.read(this.http);
    const read = (id: CaseId) => reader.case(id).catch((error: unknown) => { if (error instanceof Refused && error.status === 404) return null; throw error; });
    return reconcile({
      accepted: this.play.courses.accepted, read, ladder: this.#ladder(), now: () => clock.now(), grace: Math.max(GRACE, GRACE_REAL * clock.rate), ...(progress && { progress }),
    });
  }

  close(): void {
    this.play.close();
    this.http.close();
  }

  #ladder(): Ladder | null {
    const { ladder, calendar } = this.county.reference;
    if (ladder === undefined) return null;
    return { calendar: calendarOf(calendar as CalendarData), rungs: ladder.map(({ id, clock, at, level, severities, classes, areas }) => ({ id, clock, at, level, ...(severities && { severities }), ...(classes && { classes }), ...(areas && { areas }) })) };
  }
}

/** A warning may be late by so much server time, and by so much real time on a server whose clock runs fast. */
const GRACE = HOUR / 60, GRACE_REAL = 20_000;

/** Only the play's own options, and only those that were given. */
function defined(o: StageOptions): Partial<PlayOptions> {
  return Object.fromEntries(Object.entries({ concurrency: o.concurrency, open: o.open, patience: o.patience, stuck: o.stuck }).filter(([, v]) => v !== undefined));
}
