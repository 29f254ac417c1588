import type { CaseView, ReportReceipt, SentCommandInput } from '#contract';
import type { CaseId, DepartmentId, UserId } from '#domain';
import type { Crew } from '../client/crew.js';
import { sleep } from '../client/http.js';
import type { ReportToSend } from '../client/session.js';
import type { County } from '../county/county.js';
import { Album } from '../photos/album.js';

/** Real milliseconds within which the automation has done what it does by itself. */
export const PATIENCE = 90_000;
const TRIES = 5;

/** It did not come to pass. */
export class InVain extends Error {
  override readonly name = 'InVain';
}

/** Asks again until it is so. @throws InVain naming what was waited for */
export async function until<T>(what: string, look: () => Promise<T | null | undefined | false>, patience = PATIENCE): Promise<T> {
  for (const end = performance.now() + patience; ;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new InVain(`waited in vain: ${what}`);
    await sleep(150);
  }
}

/** What people do about cases that no person has reported. */
export class People {
  readonly #album: Album;
  constructor(private readonly crew: Crew, private readonly county: County, private readonly run: string) { this.#album = new Album(crew); }

  get #dispatcher(): UserId { return this.county.somebody('dispatcher', 0); }

  async view(id: string): Promise<CaseView> { return (await this.crew.session(this.#dispatcher)).case(id as CaseId); }

  /** A grid member of the place, or the dispatcher at the telephone, says that it is so. Answers what the server made of it. */
  async report(name: string, by: 'grid-member' | 'hotline', body: ReportToSend, place: { readonly lon: number; readonly lat: number }): Promise<ReportReceipt> {
    const who = by === 'hotline' ? this.#dispatcher : this.county.member(this.county.cellAt(place), 0);
    const answer = await (await this.crew.session(who)).report({ ...body, source: by, photos: by === 'hotline' ? [] : await this.#album.of(who, 1), position: { lon: place.lon, lat: place.lat, accuracy: 8, crs: 'wgs84' } }, `${this.run}/${name}`);
    if (!answer.ok) throw new Error(`the report ${name} was refused: ${answer.problem.code}`);
    return answer.value;
  }

  /** Sends a case to a department unless it is there already, and lets its handler sign for it. */
  async takesOn(id: string, department: DepartmentId): Promise<UserId> {
    const handler = this.county.handler(department, 0);
    if (handler === null) throw new Error(`nobody works at ${department}`);
    await until(`case ${id} in handling`, async () => {
      const { stage } = await this.view(id);
      if (stage === 'dispatch') await this.does(this.#dispatcher, id, { type: 'dispatch', department, coDepartments: [], joint: [] });
      if (stage === 'acceptance') await this.does(handler, id, { type: 'accept', assignee: handler });
      return stage === 'handling';
    });
    return handler;
  }

  async resolves(handler: UserId, id: string, note: string): Promise<void> { await this.does(handler, id, { type: 'resolve', note, evidence: await this.#album.of(handler, 1) }); }

  /** A grid member has looked: it is done. */
  async verifies(id: string): Promise<void> {
    const { cell, handledBy } = await this.view(id), by = this.county.verifier(cell, handledBy, 1) ?? this.county.somebody('supervisor', 0);
    await this.does(by, id, { type: 'verify', passed: true, note: '核查合格', evidence: await this.#album.of(by, 1) });
  }

  /** Whether the automation has passed its check because the series was stable. */
  async passedBySensor(id: string): Promise<boolean> { return (await this.view(id)).timeline.some((e) => e.type === 'CaseVerified' && e.why?.code === 'sensor-stable'); }

  /** Somebody who did not dispatch it closes it, where the automation has not. */
  async closes(id: string): Promise<void> {
    await until(`case ${id} closed`, async () => {
      const { stage, dispatchedBy, handledBy } = await this.view(id);
      if (stage === 'closure') {
        const closer = [...this.county.all('dispatcher').slice(1), ...this.county.all('supervisor')].find((p) => p !== dispatchedBy && p !== handledBy);
        if (closer !== undefined) await this.does(closer, id, { type: 'close' });
      }
      return stage === 'closed';
    });
  }

  /** A command on the case as it stands; one that has moved meanwhile is looked at again by the caller. */
  private async does(by: UserId, id: string, command: SentCommandInput): Promise<void> {
    const session = await this.crew.session(by);
    for (let attempt = 1; ; attempt++) {
      const { version } = await session.case(id as CaseId), answer = await session.command(id as CaseId, version, command, `${this.run}/${id}/${command.type}/v${version}`);
      if (answer.ok || answer.problem.code === 'wrong-stage') return;
      if (answer.problem.code !== 'version-mismatch' || attempt === TRIES) throw new Error(`${command.type} refused: ${answer.problem.code}${answer.problem.detail === undefined ? '' : ` (${answer.problem.detail})`}`);
    }
  }
}
