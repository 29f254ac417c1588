import type { CaseView, ReportReceipt } from '#contract';
import type { CaseId, UserId } from '#domain';
import type { Crew } from '../client/crew.js';
import type { Answer, ReportToSend } from '../client/session.js';
import type { County } from '../county/county.js';
import type { Album } from '../photos/album.js';
import { seedOf } from '../random.js';
import type { Courses, Running } from './courses.js';
import type { Occurrence } from './occurrence.js';
import type { Pace } from './pace.js';
import type { Tally } from './tally.js';

/** Sends occurrences in, as reports of people or signals of devices, and remembers what the server said. */
export class Reporter {
  constructor(
    private readonly crew: Crew, private readonly county: County, private readonly album: Album, private readonly courses: Courses, private readonly tally: Tally, private readonly pace: Pace, private readonly run: string,
  ) {}

  /** The case that the report opened; null when it opened none. */
  async report(o: Occurrence): Promise<Running | null> {
    this.tally.reported++;
    if (o.device) return this.#signal(o);
    const pick = seedOf(o.name);
    const cell = o.place === null ? null : this.county.cellAt(o.place);
    const reporter = o.source === 'grid-member' ? this.county.member(cell, pick) : this.county.somebody('dispatcher', 0);
    const began = performance.now();
    const answer = await this.#send(o, reporter);
    if (!answer.ok) {
      const { code, errors = [] } = answer.problem;
      this.tally.fail(`report refused: ${[code, ...errors.map((e) => `${e.pointer} ${e.message}`)].join('; ').slice(0, 160)}`);
      this.courses.over(o.name);
      return null;
    }
    this.tally.accepted++;
    this.tally.reportMs.push(performance.now() - began);
    const { id, report, attachedTo } = answer.value;
    this.courses.accepted.push({ name: o.name, report, case: attachedTo ?? id, attached: attachedTo !== null });
    if (attachedTo !== null) {
      this.tally.attached++;
      this.courses.over(o.name, attachedTo);
      return null;
    }
    const course = this.#open(o, reporter, pick, id);
    if (answer.replayed) await this.#recall(course);
    return course;
  }

  /** The case that a device's signal has become. */
  adopt(o: Occurrence, id: CaseId): Running {
    this.tally.accepted++;
    this.courses.accepted.push({ name: o.name, report: null, case: id, attached: false });
    return this.#open(o, this.county.somebody('grid-member', 0), seedOf(o.name), id);
  }

  async #signal(o: Occurrence): Promise<null> {
    const device = this.county.somebody('device', seedOf(o.name));
    const kind = o.reported ?? o.filed;
    const answer = await (await this.crew.session(device)).signal({
      messageId: `${this.run}/${o.name}`, ...kind, text: o.text, observedAt: this.pace.now(), ...(o.place && { position: { lon: o.place.lon, lat: o.place.lat, accuracy: 3, crs: 'wgs84' as const } }),
    });
    if (!answer.ok) this.tally.fail(`signal refused: ${answer.problem.code}`);
    else if (!answer.value.replayed) this.courses.expect(o);
    if (!answer.ok || answer.value.replayed) this.courses.over(o.name);
    return null;
  }

  async #send(o: Occurrence, reporter: UserId): Promise<Answer<ReportReceipt>> {
    const session = await this.crew.session(reporter);
    const sameAs = o.sameAs === undefined ? undefined : this.courses.caseOf(o.sameAs);
    const body: ReportToSend = {
      text: o.text, source: o.source, photos: o.handled === undefined ? await this.album.of(reporter, 1) : [],
      ...(o.reported && { classId: o.reported.classId, conditionId: o.reported.conditionId }),
      ...(o.place && { position: { lon: o.place.lon, lat: o.place.lat, accuracy: 8, crs: 'wgs84' as const } }),
      ...(sameAs !== undefined && { sameAs }),
      ...(o.handled !== undefined && { handled: await this.#onTheSpot(o.handled, reporter) }),
    };
    return session.report(body, `${this.run}/${o.name}`);
  }

  async #onTheSpot(note: string, reporter: UserId): Promise<NonNullable<ReportToSend['handled']>> {
    const [before = '', after = ''] = await this.album.of(reporter, 2);
    return { note, before: [before], after: [after] };
  }

  #open(o: Occurrence, reporter: UserId, pick: number, id: CaseId): Running {
    this.tally.opened++;
    const original = o.repeats === null ? undefined : this.courses.named(o.repeats);
    const late = o.repeats === null || this.courses.isOver(o.repeats);
    const course: Running = {
      id, occurrence: o, reporter, pick, answeredAt: performance.now(), reportedAt: this.pace.now(), into: original?.id ?? (late ? null : 'waiting'), held: this.pace.speed === 'max' && o.awaits.some((name) => !this.courses.isOver(name)), did: new Set(),
      row: null, shown: new Set(), since: null, acting: 0, timer: null, busy: false, dispatched: false, touched: performance.now(),
    };
    this.courses.add(course);
    return course;
  }

  /** The report had been sent in an earlier run: what was done then is not done again. */
  async #recall(course: Running): Promise<void> {
    this.tally.replayed++;
    const view = await (await this.crew.session(this.county.somebody('dispatcher', 0))).case(course.id);
    for (const deed of deeds(view)) course.did.add(deed);
    const { allowed: _a, reportList: _r, timeline: _t, candidates: _c, suggestions: _s, ...row } = view;
    this.courses.keep('anyone' as UserId, row);
  }
}

/** What a timeline shows to have been done, in the words of `did`. */
function deeds(view: CaseView): string[] {
  return view.timeline.flatMap((e) => {
    if (e.type === 'OwnershipDisputed') return ['dispute'];
    if (e.type === 'WhistleBlown') return ['whistle'];
    if (e.type === 'SupervisionOrdered' && e.why === null) return ['order'];
    if (e.type === 'EndingProposed') return ['ending'];
    if (e.type === 'RequestMade') return [String(e.data['kind']), 'asks'];
    return [];
  });
}
