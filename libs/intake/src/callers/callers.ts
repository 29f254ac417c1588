import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CaseReader, masked } from '#cases';
import type { CallerBody, CaseCallers, EarlierCall, RevealBody, Revealed } from '#contract';
import { Directory } from '#directory';
import { DAY, type Actor, type Case, type CaseId, type Instant, type ReportId } from '#domain';
import { Clock, CONFIG, Database, ProblemError, uuid, type Config, type Tx } from '#platform';
import { CallerSeal, type Told } from './seal.js';
import { byNumber, byTail, erase, ofReports, revealsOf, type CallerRow } from './store.js';

/** Those who speak with callers; nobody else learns that there is one. */
const LISTENERS: readonly Actor['role'][] = ['dispatcher', 'supervisor'];
const TAIL = 4;
const SHOWN = 20;
/** Erased in one go, and how often an installation that nobody calls looks by itself. */
const BATCH = 500;
const EVERY = 6 * 3_600_000;

/**
 * The people who call: kept apart from the cases, sealed, shown masked. In full only to whoever says why, and that is written down for good.
 * They are in no event, in no list and in no export, and departments never see them. What is over its time is neither found nor shown, and soon erased.
 */
@Injectable()
export class Callers implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database, private readonly seal: CallerSeal, private readonly reader: CaseReader, private readonly directory: Directory, private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'callerDays' | 'roles'>,
  ) {}

  onModuleInit(): void {
    if (!this.config.roles.includes('worker')) return;
    this.timer = setInterval(() => void this.eraseOld().catch(() => undefined), EVERY);
    this.timer.unref();
  }
  onApplicationShutdown(): void { clearInterval(this.timer); }

  /** What a report's fingerprint says of its caller: the same for the same words, and nobody reads a number from it. */
  mark(body: CallerBody): string { return this.seal.mark(JSON.stringify([body.name ?? null, body.phone ?? null, body.address ?? null, body.anonymous])).toString('hex'); }

  /** In the report's own transaction. Somebody who wants to stay unknown leaves only a number to be called back on, if that. */
  async keep(tx: Tx, body: CallerBody, report: ReportId, now: Instant): Promise<void> {
    const told: Told = { name: body.anonymous ? null : (body.name ?? null), phone: body.phone ?? null, address: body.anonymous ? null : (body.address ?? null) };
    await tx.query('insert into caller (report_id, number_mark, tail, anonymous, sealed, received_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing',
      [report, told.phone === null ? null : this.seal.mark(told.phone), told.phone?.slice(-TAIL) ?? null, body.anonymous, this.seal.seal(told, report), now]);
    await erase(tx, this.keptSince(), BATCH);
  }

  /** Earlier reports of a number, or of all numbers that end so; the cases as this actor may see them. */
  async earlier(phone: string, actor: Actor): Promise<EarlierCall[]> {
    allowListener(actor);
    const rows = phone.length === TAIL ? await byTail(this.database, phone, this.keptSince(), SHOWN) : await byNumber(this.database, this.seal.mark(phone), this.keptSince(), SHOWN);
    const cases = new Map((await this.reader.rows([...new Set(rows.map((r) => r.case_id))], actor)).map((row) => [row.id, row]));
    return rows.flatMap((row) => {
      const found = cases.get(row.case_id), told = this.seal.open(row.sealed, row.report_id);
      return found === undefined || told === null ? [] : [{ report: row.report_id, at: Number(row.received_at), name: surname(told.name), phone: hidden(told.phone ?? ''), case: found }];
    });
  }

  async of(id: CaseId, actor: Actor): Promise<CaseCallers> {
    const reports = (await this.case(id, actor)).reports.map((r) => r.id);
    const [rows, reveals] = await Promise.all([ofReports(this.database, reports, this.keptSince()), revealsOf(this.database, reports)]);
    return {
      callers: rows.map((row) => this.view(row)),
      reveals: reveals.map(({ report_id: report, actor: by, at, reason }) => ({ report, by: { id: by, name: this.directory.name(by) }, at: Number(at), reason: masked(reason) })),
    };
  }

  /** Name, number and address in full. It is written down before it is told: there is no answer without a record. */
  async reveal(id: CaseId, { reason, report }: RevealBody, actor: Actor): Promise<Revealed> {
    const c = await this.case(id, actor);
    const wanted = report === undefined ? c.reports.map((r) => r.id) : c.reports.map((r) => r.id).filter((r) => r === report);
    const [row] = await ofReports(this.database, wanted, this.keptSince());
    const told = row === undefined ? null : this.seal.open(row.sealed, row.report_id);
    if (row === undefined || told === null) throw new ProblemError('not-found', { detail: 'nothing is kept of a caller' });
    await this.database.query('insert into caller_reveal (id, report_id, actor, at, reason) values ($1, $2, $3, $4, $5)', [uuid(), row.report_id, actor.id, this.clock.now(), reason]);
    return { report: row.report_id, ...told };
  }

  async eraseOld(): Promise<number> {
    let sum = 0;
    for (let n = BATCH; n === BATCH; sum += n) n = await erase(this.database, this.keptSince(), BATCH);
    return sum;
  }

  private view(row: CallerRow): CaseCallers['callers'][number] {
    const told = this.seal.open(row.sealed, row.report_id);
    return { report: row.report_id, name: surname(told?.name ?? null), phone: told?.phone == null ? null : hidden(told.phone), anonymous: row.anonymous, kept: told !== null && (told.name ?? told.phone ?? told.address) !== null };
  }
  private async case(id: CaseId, actor: Actor): Promise<Case> {
    allowListener(actor);
    const c = await this.reader.case(id, actor);
    if (c === null) throw new ProblemError('unknown-case');
    return c;
  }
  private keptSince(): Instant { return this.clock.now() - this.config.callerDays * DAY; }
}

function allowListener(actor: Actor): void {
  if (!LISTENERS.includes(actor.role)) throw new ProblemError('no-right');
}

/** `138****5678`; of a short number less is left standing. */
export function hidden(phone: string): string {
  const head = phone.length >= 11 ? 3 : phone.length >= 8 ? 2 : 0, tail = phone.length >= 8 ? TAIL : 2;
  return phone.slice(0, head) + '*'.repeat(Math.max(0, phone.length - head - tail)) + phone.slice(-tail);
}
const surname = (name: string | null): string | null => (name === null ? null : `${[...name][0] ?? ''}**`);
