import { Injectable } from '@nestjs/common';
import { CaseDoor, CaseReader, type Executed, type Refusal } from '#cases';
import { remark, type SuggestionView } from '#contract';
import { REACH_METRES, suggestions, type Actor, type Case, type CaseId, type CellId, type Channel, type ClassId, type Command, type ConditionId, type Instant, type OnTheSpot, type Place, type Reason, type ReportId, type Severity, type Suggestion } from '#domain';
import { uuid, type Tx } from '#platform';
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
}

/** What became of a filing. */
export interface Filed {
  readonly case: Case;
  /** Set when it joined an open case. */
  readonly attachedTo: CaseId | null;
  readonly remarks: readonly string[];
  readonly suggestions: readonly Suggestion[];
}
export type Outcome = ({ readonly ok: true; readonly replayed: boolean } & Filed) | { readonly ok: false; readonly rejection: Refusal; readonly target: CaseId | null };

/** How often somebody else may come first. */
const ATTEMPTS = 4;
const SUGGESTED = 3;

/**
 * Opens a case for a report, or attaches it: to the case its sender named, or to the open one that is certainly the same. Report, case and log are one transaction.
 * What was handled on the spot never joins another case silently: it is refused as `already-exists`, naming the open one, on which `selfHandle` says the same.
 */
@Injectable()
export class Filer {
  constructor(private readonly door: CaseDoor, private readonly reader: CaseReader) {}

  /** `also` writes the report's own row, in the transaction of the case's. */
  async file(filing: Filing, also: (tx: Tx, filed: Filed) => Promise<void>): Promise<Outcome> {
    for (let attempt = 1; ; attempt++) {
      const near = await this.near(filing);
      const certain = filing.sameAs === null ? near.find((s) => s.certain) : undefined;
      const target = filing.sameAs ?? certain?.id ?? null;
      // What was put right would be lost on a case that goes on: whoever did it says so on that case, where the centre sees it.
      if (filing.handled !== null && target !== null) return { ok: false, rejection: { code: 'already-exists', field: 'handled' }, target };
      const remarks = [...filing.remarks, ...(filing.sameAs !== null ? [remark('attached-by-reporter')] : certain === undefined ? [] : [attached(certain)])];
      const others = near.filter((s) => s.id !== target).slice(0, SUGGESTED);
      const filed = (after: Case): Filed => ({ case: after, attachedTo: target, remarks, suggestions: others });
      try {
        const answer = target === null ? await this.open(filing, (tx, after) => also(tx, filed(after))) : await this.attach(filing, target, certain ?? null, (tx, after) => also(tx, filed(after)));
        if (answer.ok) return { ok: true, replayed: answer.replayed, ...filed(answer.case) };
        // It was closed between looking and attaching: what was found by itself is looked for anew.
        if (certain === undefined || attempt === ATTEMPTS || (answer.rejection.code !== 'wrong-stage' && answer.rejection.code !== 'unknown-case')) return { ok: false, rejection: answer.rejection, target };
      } catch (error) {
        if (!(error instanceof Rival) || attempt === ATTEMPTS) throw error;
      }
    }
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

  private async near(filing: Filing): Promise<readonly Suggestion[]> {
    const { place, asset, device } = filing;
    if (place === null && asset === null && device === null) return [];
    const open = await this.reader.nearby(place, REACH_METRES, { asset, device });
    return suggestions({ classId: filing.classId, conditionId: filing.conditionId, place, reportedAt: filing.receivedAt, text: filing.text, asset, device }, open, SUGGESTED + 1);
  }

  private open(f: Filing, also: (tx: Tx, after: Case) => Promise<void>): Promise<Executed> {
    const id = uuid() as CaseId;
    const command: Command = {
      type: 'register', number: '', report: f.report, source: f.source, classId: f.classId, conditionId: f.conditionId, severity: f.severity, cell: f.cell, place: f.place, asset: f.asset, device: f.device,
      text: f.text, reportedAt: f.receivedAt, ...(f.handled !== null && { handled: f.handled }),
    };
    return this.door.execute({
      id, command, actor: f.actor, commandId: f.commandId, fingerprint: f.fingerprint, why: f.why, photos: f.photos,
      also: async (tx, after) => {
        await claim(tx, soleKeys(f), after.id);
        await also(tx, after);
      },
    });
  }

  private attach(f: Filing, to: CaseId, certain: Suggestion | null, also: (tx: Tx, after: Case) => Promise<void>): Promise<Executed> {
    const why: Reason | null = certain === null ? null : { code: certain.reasons.some((r) => r.code === 'same-asset') ? 'same-asset' : 'same-device', of: to };
    return this.door.execute({
      id: to, command: { type: 'attachReport', report: f.report, reportedAt: f.receivedAt }, actor: f.actor, commandId: f.commandId, fingerprint: f.fingerprint, why, photos: f.photos, also,
    });
  }
}

const attached = (s: Suggestion): string => remark(s.reasons.some((r) => r.code === 'same-asset') ? 'attached-same-asset' : 'attached-same-device');
