import { Injectable } from '@nestjs/common';
import { Photos, type Sent } from '#attachments';
import { CaseReader, type Refusal } from '#cases';
import { remark, type ReportBody, type ReportReceipt } from '#contract';
import { Directory } from '#directory';
import { allowed, type Actor, type CaseId, type ReportId } from '#domain';
import { Clock, Database, ProblemError, uuid } from '#platform';
import { createHash } from 'node:crypto';
import { Filer, type Filed, type Filing } from './filing.js';
import { fingerprint } from './fingerprint.js';
import { oddMoments } from './moment.js';
import { Callers } from './callers/callers.js';
import { FollowCodes } from './follow/code.js';
import { keepCode } from './follow/store.js';
import { farPhoto, settlePlace } from './place.js';
import { problemOf } from './refusal.js';
import { keptReceipt, writeReport, type KeptReceipt } from './report-store.js';
import { checkReport, severityOf } from './rules.js';

/** Reports of people: one transaction writes the report and opens a case, or attaches it to an open one. */
@Injectable()
export class Reports {
  constructor(
    private readonly database: Database, private readonly photos: Photos, private readonly directory: Directory, private readonly clock: Clock, private readonly filer: Filer, private readonly reader: CaseReader,
    private readonly codes: FollowCodes, private readonly callers: Callers,
  ) {}

  /**
   * `sent`: photos that came with the report; those of `body.photos` came before. Resolves after the commit. Throws ProblemError for what is wrong.
   * The same `key` of the same actor again answers the first receipt, `replayed`.
   */
  async take(body: ReportBody, sent: readonly Sent[], actor: Actor, key: string): Promise<{ receipt: ReportReceipt; replayed: boolean }> {
    const brought = new Set(sent.map((s) => createHash('sha256').update(s.bytes).digest('hex')));
    const hashes = [...new Set([...body.photos, ...(body.handled?.before ?? []), ...(body.handled?.after ?? []), ...brought])];
    const commandId = `report:${actor.id}:${key}`;
    const print = fingerprint({ ...body, photos: [...hashes].sort(), ...(body.caller !== undefined && { caller: this.callers.mark(body.caller) }) });
    const before = await this.before(commandId, print, actor);
    if (before !== null) return before;

    const now = this.clock.now();
    const book = this.directory.book();
    checkReport(body, hashes.length, actor, book, now);
    await this.needPhotos(body, brought);
    if (body.sameAs !== undefined && (await this.reader.row(body.sameAs, actor)) === null)
      throw new ProblemError('unknown-case', { errors: [{ pointer: '/sameAs', code: 'unknown-case', message: 'no such open case, or not within your sight', zh: '没有该案件,或无权查看' }] });
    await this.photos.acceptAll(sent, actor.id);
    const taken = [...(await this.photos.known(hashes)).values()];

    const { place, cell, remarks } = settlePlace(body.position, (p) => this.directory.locate(p));
    const far = farPhoto(place, taken.map((p) => p.place));
    const filing: Filing = {
      report: uuid() as ReportId, commandId, fingerprint: print, actor, source: body.source, classId: body.classId, conditionId: body.conditionId, severity: severityOf(body.classId, body.conditionId, book),
      place, cell, asset: body.asset ?? null, device: null, text: body.text ?? '', capturedAt: body.capturedAt ?? null, receivedAt: now, photos: hashes, handled: body.handled ?? null, sameAs: body.sameAs ?? null, why: null,
      remarks: [
        ...remarks, ...(far === null ? [] : [far]), ...oddMoments(now, body.capturedAt ?? null, taken.map((p) => p.takenAt)),
        ...(body.classId === null ? [remark('no-class')] : []), ...(hashes.length === 0 ? [remark('no-photo')] : []),
      ],
    };
    const outcome = await this.filer.file(filing, async (tx, filed) => {
      await writeReport(tx, filing, filed, receiptOf(filing, filed));
      // A device's alarm has none: nobody asks how far it is.
      await keepCode(tx, this.codes.of(filing.report), filing.report);
      if (body.caller !== undefined) await this.callers.keep(tx, body.caller, filing.report, now);
    });
    if (!outcome.ok) {
      // The case in the way may be what this very report has just opened, sent twice at once.
      const first = await this.before(commandId, print, actor);
      if (first !== null) return first;
      throw await this.refused(outcome.rejection, outcome.target, actor);
    }
    if (outcome.replayed) {
      const first = await this.before(commandId, print, actor);
      if (first === null) throw new Error(`report ${commandId} was replayed without a receipt`);
      return first;
    }
    return { receipt: await this.shown(receiptOf(filing, outcome), actor), replayed: false };
  }

  private async before(commandId: string, print: string, actor: Actor): Promise<{ receipt: ReportReceipt; replayed: true } | null> {
    const kept = await keptReceipt(this.database, commandId);
    if (kept === null) return null;
    if (kept.fingerprint !== print) throw new ProblemError('idempotency-key-reused');
    // Reports from before there were follow codes get theirs now.
    await keepCode(this.database, this.codes.of(kept.receipt.report), kept.receipt.report);
    return { receipt: await this.shown(kept.receipt, actor), replayed: true };
  }

  /** With the open case that is in the way, as far as this actor may see it, and what he may do with it. */
  private async refused(rejection: Refusal, target: CaseId | null, actor: Actor): Promise<ProblemError> {
    const [row, c] = target === null ? [null, null] : await Promise.all([this.reader.row(target, actor), this.reader.case(target, actor)]);
    return problemOf(rejection, '/sameAs', row, c === null ? undefined : allowed(c, actor));
  }

  /** A phone sends the photos first and may have been cut off: it is told which are still missing. */
  private async needPhotos(body: ReportBody, brought: ReadonlySet<string>): Promise<void> {
    const named = [['photos', body.photos], ['handled/before', body.handled?.before ?? []], ['handled/after', body.handled?.after ?? []]] as const;
    const missing = new Set((await this.photos.missing([...new Set(named.flatMap(([, hashes]) => hashes))])).filter((h) => !brought.has(h)));
    if (missing.size > 0)
      throw new ProblemError('unknown-photo', { errors: named.flatMap(([where, hashes]) => hashes.flatMap((h, i) => (missing.has(h) ? [{ where, h, i }] : []))).map(({ where, h, i }) => ({ pointer: `/${where}/${i}`, code: 'unknown-photo', message: `photo ${h} has not been uploaded`, zh: '照片尚未上传' })) });
  }

  private async shown(receipt: KeptReceipt, actor: Actor): Promise<ReportReceipt> {
    return { ...receipt, follow: this.codes.of(receipt.report), suggestions: await this.filer.shown(receipt.suggestions, actor) };
  }
}

const receiptOf = (filing: Filing, filed: Filed): KeptReceipt => ({
  id: filed.case.id, number: filed.case.number, version: filed.case.version, stage: filed.case.stage, allowed: allowed(filed.case, filing.actor), report: filing.report, cell: filing.cell,
  attachedTo: filed.attachedTo, remarks: [...filed.remarks], suggestions: filed.suggestions,
});
