import { Injectable } from '@nestjs/common';
import { CaseDoor, CaseReader, type Executed, type Refusal } from '#cases';
import { remark, type Remark, type SuggestionView } from '#contract';
import { correlated, REACH_METRES, squaresAround, suggestions, type Actor, type Automation, type Case, type CaseId, type CellId, type Channel, type ClassId, type Command, type ConditionId, type Instant, type Likeness, type OnTheSpot, type Place, type Reach, type Reason, type ReportId, type Severity, type Suggestion } from '#domain';
import { Database, uuid, type Tx } from '#platform';
import { drawn } from './magnets.js';
import { claim, Rival, soleKeys } from './sole.js';

/** A report or an alarm, checked and placed, ready to become a case or a part of one. */
export interface Filing {
  readonly report: ReportId;
  readonly commandId: string;
  readonly fingerprint: string;
  readonly actor: Actor;
  readonly source: Channel;
  readonly classId: ClassId | null;
  readonly conditionId: ConditionId | null;
  readonly severity: Severity;
  readonly place: Place | null;
  readonly cell: CellId | null;
  readonly asset: string | null;
  readonly device: string | null;
  readonly text: string;
  readonly capturedAt: Instant | null;
  readonly receivedAt: Instant;
  readonly photos: readonly string[];
  /** Put right on the spot: it opens a case of its own, or is refused. */
  readonly handled: OnTheSpot | null;
  readonly remarks: readonly string[];
  /** The case that its sender says it belongs to. */
  readonly sameAs: CaseId | null;
  /** Why a case is opened, when nobody asked for it. */
  readonly why: Reason | null;
  /** Of an alarm: how far the automation takes its case. */
  readonly automation?: Automation;
  /** Of an alarm: an open case of its class that is so near, and as old as this at most, is about the same. */
  readonly correlate?: Reach;
}

/** What became of a filing. */
export interface Filed {
  readonly case: Case;
  /** Set when it joined an open case. */
  readonly attachedTo: CaseId | null;
  readonly remarks: readonly string[];
  readonly suggestions: readonly Suggestion[];
}
/** An open case that a filing belongs to without anybody being asked, and why. */
interface Certain { readonly id: CaseId; readonly why: Reason; readonly remark: Remark }
export type Outcome = ({ readonly ok: true; readonly replayed: boolean } & Filed) | { readonly ok: false; readonly rejection: Refusal; readonly target: CaseId | null };

/** How often somebody else may come first. */
const ATTEMPTS = 4;
const SUGGESTED = 3;

/**
 * Opens a case for a report, or attaches it: to the case its sender named, or to the open one that is certainly the same. What is opened close by at the same moment is waited for. Report, case and log are one transaction.
 * What was handled on the spot never joins another case silently: it is refused as `already-exists`, naming the open one, on which `selfHandle` says the same.
 */
@Injectable()
export class Filer {
  constructor(private readonly door: CaseDoor, private readonly reader: CaseReader, private readonly database: Database) {}

  /** `also` writes the report's own row, in the transaction of the case's. */
  async file(filing: Filing, also: (tx: Tx, filed: Filed) => Promise<void>): Promise<Outcome> {
    for (let attempt = 1; ; attempt++) {
      const { near, certain: found } = await this.look(this.database, filing);
      const certain = filing.sameAs === null ? found : null;
      const target = filing.sameAs ?? certain?.id ?? null;
      // What was put right would be lost on a case that goes on: whoever did it says so on that case, where the centre sees it.
      if (filing.handled !== null && target !== null) return { ok: false, rejection: { code: 'already-exists', field: 'handled' }, target };
      const remarks = [...filing.remarks, ...(filing.sameAs !== null ? [remark('attached-by-reporter')] : certain === null ? [] : [remark(certain.remark)])];
      const others = near.filter((s) => s.id !== target).slice(0, SUGGESTED);
      const filed = (after: Case): Filed => ({ case: after, attachedTo: target, remarks, suggestions: others });
      try {
        const answer = target === null ? await this.open(filing, (tx, after) => also(tx, filed(after))) : await this.attach(filing, target, certain, (tx, after) => also(tx, filed(after)));
        if (answer.ok) return { ok: true, replayed: answer.replayed, ...filed(answer.case) };
        // It was closed between looking and attaching: what was found by itself is looked for anew.
        if (certain === null || attempt === ATTEMPTS || (answer.rejection.code !== 'wrong-stage' && answer.rejection.code !== 'unknown-case')) return { ok: false, rejection: answer.rejection, target };
      } catch (error) {
        if (!(error instanceof Rival) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** The open case that a filing would join, if it were filed now; null: it would open one. */
  async joins(filing: Filing): Promise<CaseId | null> {
    return (await this.look(this.database, filing)).certain?.id ?? null;
  }

  /** The suggestions as this reader may see them. */
  async shown(found: readonly Suggestion[], reader: Actor): Promise<SuggestionView[]> {
    if (found.length === 0) return [];
    const rows = new Map((await this.reader.rows(found.map((s) => s.id), reader)).map((row) => [row.id, row]));
    return found.flatMap((s) => {
      const row = rows.get(s.id);
      return row === undefined ? [] : [{ score: s.score, certain: s.certain, reasons: s.reasons.map((r) => ({ ...r })), case: row }];
    });
  }

  /** What is near, and the case that it certainly belongs to: the same asset or device, else the same class within the reach of an alarm, its own or the other's. */
  private async look(sql: Sql, f: Filing, own: CaseId | null = null): Promise<{ near: readonly Suggestion[]; certain: Certain | null }> {
    const { place, asset, device } = f;
    if (place === null && asset === null && device === null) return { near: [], certain: null };
    const open = (await this.reader.nearby(place, Math.max(REACH_METRES, f.correlate?.metres ?? 0), { asset, device }, sql)).filter((c) => c.id !== own);
    const near = suggestions({ classId: f.classId, conditionId: f.conditionId, place, reportedAt: f.receivedAt, text: f.text, asset, device }, open, SUGGESTED + 1);
    const same = near.find((s) => s.certain);
    if (same !== undefined) return { near, certain: f.correlate === undefined ? sameAs(same) : { ...sameAs(same), why: f.why ?? sameAs(same).why } };
    return { near, certain: await this.correlated(sql, f, open) };
  }

  private async correlated(sql: Sql, f: Filing, open: readonly Likeness[]): Promise<Certain | null> {
    const fresh = { classId: f.classId, place: f.place, reportedAt: f.receivedAt };
    const [best] = f.correlate === undefined ? await drawn(sql, fresh, open) : correlated(fresh, open, f.correlate);
    return best === undefined ? null : { id: best.id, why: f.correlate !== undefined && f.why !== null ? f.why : { code: 'correlated', of: best.id, metres: best.metres }, remark: 'attached-near-alarm' };
  }

  private open(f: Filing, also: (tx: Tx, after: Case) => Promise<void>): Promise<Executed> {
    const id = uuid() as CaseId;
    const command: Command = {
      type: 'register', number: '', report: f.report, source: f.source, classId: f.classId, conditionId: f.conditionId, severity: f.severity, cell: f.cell, place: f.place, asset: f.asset, device: f.device,
      text: f.text, reportedAt: f.receivedAt, ...(f.handled !== null && { handled: f.handled }), ...(f.automation !== undefined && { automation: f.automation }),
    };
    return this.door.execute({
      id, command, actor: f.actor, commandId: f.commandId, fingerprint: f.fingerprint, why: f.why, photos: f.photos,
      also: async (tx, after) => {
        await this.alone(tx, f, after.id);
        await claim(tx, soleKeys(f), after.id);
        await also(tx, after);
      },
    });
  }

  /** Waits for whoever opens a case of the class close by, and looks once more. @throws Rival when there is one now that this belongs to */
  private async alone(tx: Tx, f: Filing, own: CaseId): Promise<void> {
    if (f.place === null || f.classId === null || f.sameAs !== null) return;
    await turn(tx, f);
    const { certain } = await this.look(tx, f, own);
    if (certain !== null) throw new Rival(certain.id);
  }

  private attach(f: Filing, to: CaseId, certain: Certain | null, also: (tx: Tx, after: Case) => Promise<void>): Promise<Executed> {
    const graver = f.automation === undefined ? {} : { severity: f.severity };
    return this.door.execute({
      id: to, command: { type: 'attachReport', report: f.report, reportedAt: f.receivedAt, ...graver }, actor: f.actor, commandId: f.commandId, fingerprint: f.fingerprint, why: certain?.why ?? null, photos: f.photos,
      // What an alarm draws to its case, it draws from whoever opens one from now on; those before are seen by whoever looks afterwards.
      also: f.correlate === undefined ? also : async (tx, after) => {
        await turn(tx, f);
        await also(tx, after);
      },
    });
  }
}

type Sql = Pick<Tx, 'query'>;
/** One at a time in the squares around a place, for a class. */
async function turn(tx: Tx, { place, classId }: Filing): Promise<void> {
  if (place === null || classId === null) return;
  await tx.query('select pg_advisory_xact_lock(hashtextextended(square, 7411)) from unnest($1::text[]) as square', [squaresAround(place).map((square) => `${classId} ${square}`)]);
}

function sameAs(s: Suggestion): Certain {
  const asset = s.reasons.some((r) => r.code === 'same-asset');
  return { id: s.id, why: { code: asset ? 'same-asset' : 'same-device', of: s.id }, remark: asset ? 'attached-same-asset' : 'attached-same-device' };
}
