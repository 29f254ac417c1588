import type { CaseRow, Change } from '#contract';
import type { UserId } from '#domain';
import { Crew, type Operator } from '../client/crew.js';
import { sleep, type Http } from '../client/http.js';
import type { County } from '../county/county.js';
import { Album } from '../photos/album.js';
import { Courses, isAct, type Running } from './courses.js';
import { recheck } from './duties.js';
import { Lanes } from './lanes.js';
import type { Act } from './move.js';
import { next } from './next.js';
import type { Occurrence } from './occurrence.js';
import type { Pace } from './pace.js';
import { Reporter } from './reporter.js';
import { Tally } from './tally.js';

export interface PlayOptions {
  /** Marks this run's Idempotency-Keys: the same run again changes nothing. */
  readonly run: string;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Cases under way at once, where reports do not follow a time of their own. */
  readonly open: number;
  /** How long the automation is given before a person does it, in real milliseconds. */
  readonly patience: number;
  /** Nothing has moved for so many real milliseconds: the run has got stuck. */
  readonly stuck: number;
}

export const DEFAULTS: Omit<PlayOptions, 'run'> = { concurrency: 24, open: 160, patience: 2500, stuck: 90_000 };

/** So long without news of a case that should move, and its row is asked for. */
const QUIET = 5_000;
const ROUND = 1_000;
/** Node's timers go no further. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** Somebody else was quicker, or the case moved on meanwhile: nothing is lost. */
const OVERTAKEN = new Set<string>([
  'version-mismatch', 'wrong-stage', 'already-done', 'no-request', 'request-pending', 'not-endorsed', 'no-proposal', 'proposal-pending', 'no-task', 'no-order', 'no-alert', 'tasks-open', 'held-by-other',
]);
/** Asked for too late, or too much: the work goes on without. */
const NOT_GIVEN = new Set<string>(['after-deadline', 'too-long', 'not-when-critical', 'second-extension', 'binding-ruling']);

/** Plays all parts of a list of occurrences: reports them, and does what people do next whenever the live channel shows that a case has moved. */
export class Play {
  readonly tally = new Tally();
  readonly courses = new Courses();
  readonly crew: Crew;
  readonly #lanes: Lanes;
  readonly #album: Album;
  readonly #reporter: Reporter;
  readonly #watcher: UserId;
  #stopped = false;
  #moved = performance.now();

  constructor(http: Http, operator: Operator, private readonly county: County, private readonly pace: Pace, private readonly options: PlayOptions) {
    this.crew = new Crew(http, operator, (person, change) => this.#heard(person, change));
    this.#lanes = new Lanes(options.concurrency);
    this.#album = new Album(this.crew);
    this.#reporter = new Reporter(this.crew, county, this.#album, this.courses, this.tally, pace, options.run);
    this.#watcher = county.somebody('dispatcher', 0);
    http.paused = () => { this.tally.pauses++; };
  }

  /** Takes no more reports; what is under way is left as it stands. */
  stop(): void { this.#stopped = true; }

  /** Resolves when every case has come to its end, or nothing moves any more. */
  async run(occurrences: AsyncIterable<Occurrence> | Iterable<Occurrence>): Promise<void> {
    const watcher = await this.crew.session(this.#watcher);
    const since = (await watcher.changes(null)).position;
    await (await this.crew.present(this.#watcher, since)).following();
    const rounds = setInterval(() => void this.#lookRound().catch((error: unknown) => this.tally.fail(`looking round: ${message(error)}`)), ROUND);
    try {
      await this.#reportAll(occurrences);
      while (!this.#stopped && this.courses.size > 0 && !this.#stuck()) await sleep(20);
      if (!this.#stopped) for (const course of this.courses.open()) this.tally.fail(`stuck in ${course.row?.stage ?? 'its report: nothing was heard of it again'}`);
    } finally {
      clearInterval(rounds);
      for (const course of this.courses.open()) this.courses.end(course);
    }
  }

  close(): void { this.crew.close(); }

  async #reportAll(occurrences: AsyncIterable<Occurrence> | Iterable<Occurrence>): Promise<void> {
    const began = performance.now();
    const underWay = new Set<Promise<void>>();
    let index = 0;
    for await (const occurrence of occurrences) {
      await this.#wait(this.pace.untilReport(index++, occurrence.after, began));
      while (!this.#stopped && this.pace.speed === 'max' && this.#moving() + underWay.size >= this.options.open) await sleep(5);
      while (underWay.size >= this.options.open) await Promise.race(underWay);
      if (this.#stopped) break;
      const one = this.#lanes.run(() => this.#report(occurrence), false).finally(() => underWay.delete(one));
      underWay.add(one);
    }
    await Promise.all(underWay);
    // Repeats that the list no longer had are not waited for.
    for (const course of this.courses.open().filter((c) => c.held)) {
      for (const name of course.occurrence.awaits) if (this.courses.caseOf(name) === undefined) this.courses.over(name);
      this.#release(course);
    }
  }

  async #report(occurrence: Occurrence): Promise<void> {
    try {
      const course = await this.#reporter.report(occurrence);
      this.#moved = performance.now();
      if (course !== null) for (const news of this.courses.take(course.id)) this.#consider(news.person, news.row);
    } catch (error) {
      this.tally.fail(`report: ${message(error)}`);
      this.courses.over(occurrence.name);
    }
    this.#settle(occurrence);
  }

  /** What others of the same thing were waiting for: their original's case, or that no more repeats will come. */
  #settle(o: Occurrence): void {
    for (const name of o.awaits) {
      const repeat = this.courses.named(name);
      if (repeat?.into !== 'waiting') continue;
      repeat.into = this.courses.named(o.name)?.id ?? null;
      this.#again(repeat);
    }
    const original = o.repeats === null ? undefined : this.courses.named(o.repeats);
    if (original) this.#release(original);
  }

  /** An original stays open for its repeats until the last of them is over. */
  #release(original: Running): void {
    if (!original.held || !original.occurrence.awaits.every((name) => this.courses.isOver(name))) return;
    original.held = false;
    this.#again(original);
  }

  #heard(person: UserId, change: Change): void {
    const { row } = change;
    if (row === null) return;
    if (this.courses.get(row.id) === undefined) {
      const signal = row.source === 'sensor' || row.source === 'video-ai' ? this.courses.expected(row) : undefined;
      if (signal === undefined) {
        if (this.courses.ended(row.id)) this.#lookAgain(person, row);
        else this.courses.keep(person, row);
        return;
      }
      this.#reporter.adopt(signal, row.id);
    }
    this.#consider(person, row);
  }

  /** `person` has been shown this row: whoever's move it is makes it, once they have been shown it too. */
  #consider(person: UserId | 'anyone', row: CaseRow): void {
    const course = this.courses.get(row.id);
    if (course === undefined || (course.row !== null && row.version < course.row.version)) return;
    if (course.row === null || row.version > course.row.version) {
      course.row = row;
      course.shown.clear();
      course.since = person === 'anyone' ? null : (this.crew.channels.get(person)?.position ?? null);
      course.touched = this.#moved = performance.now();
      if (course.timer) { clearTimeout(course.timer); course.timer = null; }
      this.#note(course, row);
    }
    course.shown.add(person);
    this.#move(course, row);
  }

  #move(course: Running, row: CaseRow): void {
    if (course.busy || course.acting >= row.version) return;
    const move = next(row, course, this.county);
    if (move.kind === 'rest') { this.#end(course, row); return; }
    if (!isAct(move)) return;
    if (!course.shown.has(move.by) && !course.shown.has('anyone')) { this.#call(move.by, course.since); return; }
    course.acting = row.version;
    const wait = move.when.kind === 'now' ? 0 : move.when.kind === 'automation' ? this.options.patience : this.pace.untilAct(course.reportedAt, move.when.after);
    if (wait <= 0) void this.#take(course, row, move);
    else course.timer = setTimeout(() => { course.timer = null; void this.#take(course, row, move); }, Math.min(wait, LONGEST_TIMER));
  }

  /** Lets the case be considered anew on what is known of it, because something beside it has changed. */
  #again(course: Running): void {
    if (course.row === null || course.busy) return;
    if (course.timer) { clearTimeout(course.timer); course.timer = null; }
    course.acting = 0;
    this.#move(course, course.row);
  }

  /** Sees to it that a person is there to be shown things, from before what they are called for. */
  #call(person: UserId, since: string | null): void {
    if (!this.crew.channels.has(person)) void this.crew.present(person, since).catch((error: unknown) => this.tally.fail(`sign in: ${message(error)}`));
  }

  async #take(course: Running, row: CaseRow, move: Act): Promise<void> {
    course.busy = true;
    try {
      await this.#lanes.run(() => this.#command(course, row, move));
    } catch (error) {
      this.tally.fail(message(error));
      this.#leave(course);
    } finally {
      course.busy = false;
      course.touched = performance.now();
    }
    // News that came while the command was under way; where there is none, it is still to come.
    if (this.courses.get(course.id) !== undefined && course.row !== null && course.row.version > course.acting) this.#move(course, course.row);
  }

  async #command(course: Running, row: CaseRow, move: Act): Promise<void> {
    const session = await this.crew.session(move.by);
    const photos = move.needs?.photos ? await this.#album.of(move.by, 1) : [];
    const view = move.needs?.view ? await session.case(row.id) : null;
    const command = move.command({ photos, view, now: this.pace.now() });
    const answer = await session.command(row.id, row.version, command, `${this.options.run}/${course.occurrence.name}/${command.type}/v${row.version}`);
    if (answer.ok) {
      if (move.marks !== undefined) course.did.add(move.marks);
      if (answer.replayed) this.tally.replayed++;
      this.tally.act(command.type);
    } else if (OVERTAKEN.has(answer.problem.code)) {
      this.tally.overtaken++;
    } else if (command.type === 'request' && NOT_GIVEN.has(answer.problem.code)) {
      if (move.marks !== undefined) course.did.add(move.marks);
      course.acting = 0;
      this.tally.act('request refused');
    } else if (command.type === 'merge') {
      course.into = null;
      course.acting = 0;
      this.tally.act('merge refused');
    } else {
      throw new Error(`${command.type} refused: ${answer.problem.code}${answer.problem.detail === undefined ? '' : ` (${answer.problem.detail})`}`);
    }
  }

  /** A case that is over is looked at again where the catalogue asks for it: by the grid member whose screen shows the task. */
  #lookAgain(person: UserId, row: CaseRow): void {
    const move = recheck(row, this.county);
    if (move === null || (person !== move.by && this.crew.channels.has(move.by))) return;
    void this.#lanes.run(async () => {
      const photos = await this.#album.of(move.by, 1);
      const command = move.command({ photos, view: null, now: this.pace.now() });
      const answer = await (await this.crew.session(move.by)).command(row.id, row.version, command, `${this.options.run}/${row.id}/${command.type}/v${row.version}`);
      if (answer.ok) this.tally.act(command.type);
      else if (OVERTAKEN.has(answer.problem.code)) this.tally.overtaken++;
      else this.tally.fail(`${command.type} refused: ${answer.problem.code}`);
    }, false).catch((error: unknown) => this.tally.fail(message(error)));
  }

  #note(course: Running, row: CaseRow): void {
    if (course.dispatched || row.department === null) return;
    course.dispatched = true;
    this.tally.seenMs.push(performance.now() - course.answeredAt);
  }

  #end(course: Running, row: CaseRow): void {
    if (row.stage !== 'closed') this.tally.resting++;
    else if (row.outcome === 'merged') this.tally.merged++;
    else if (row.outcome === 'refused') this.tally.refused++;
    else this.tally.closed++;
    this.#leave(course);
  }

  #leave(course: Running): void {
    this.courses.end(course);
    this.#settle(course.occurrence);
  }

  /** Whose channel is broken reads on over HTTP; cases that have been quiet for longer than they should are asked for. */
  async #lookRound(): Promise<void> {
    const now = performance.now();
    await Promise.all([...this.crew.channels.values()].filter((live) => !live.connected && live.counts.connects > 0).map((live) => live.catchUp()));
    const quiet = this.courses.open().filter((c) => !c.busy && c.timer === null && !(c.held && c.row?.stage === 'handling') && now - c.touched > QUIET).slice(0, 100);
    if (quiet.length === 0) return;
    const session = await this.crew.session(this.#watcher);
    for (let from = 0; from < quiet.length; from += 50) {
      const some = quiet.slice(from, from + 50);
      for (const course of some) course.touched = now;
      for (const row of await session.rows(some.map((c) => c.id))) {
        const course = this.courses.get(row.id);
        if (course === undefined) continue;
        if (!course.busy && course.timer === null) course.acting = 0;
        const before = course.row?.version ?? 0;
        this.#consider('anyone', row);
        if (row.version > before || course.acting === row.version) this.tally.asked++;
      }
    }
  }

  #stuck(): boolean { return performance.now() - this.#moved > this.options.stuck && !this.courses.open().some((c) => c.busy || c.timer !== null); }
  /** Cases under way that are not only kept open for later reports. */
  #moving(): number { return this.courses.open().filter((c) => !c.held).length; }

  async #wait(ms: number): Promise<void> {
    for (let left = ms; left > 0 && !this.#stopped; left -= 500) await sleep(Math.min(left, 500));
  }
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200);
