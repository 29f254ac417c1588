import { LABELS, LANGUAGES, PLAIN_NAMES, type FollowFact, type FollowStep, type FollowView, type Language } from '#contract';
import type { Case, CaseEvent, CaseId, DepartmentId, Instant, ReportId, SuspensionGround } from '#domain';
import type { Passed } from './store.js';

type Step = FollowView['steps'][number];
type Words = Readonly<Record<Language, string>>;

/** How the sentences name what facts only know by its code; null: not known (any more). */
export interface FollowNames {
  department(id: DepartmentId): Words;
  /** What the rule book has its refusals say to whoever reported it. */
  answer(code: string): Words | null;
}

/** Whose way it is: a report, the case it opened or joined, and those that that one was merged into. */
export interface Way {
  readonly report: ReportId;
  readonly receivedAt: Instant;
  readonly line: readonly [Case, ...Case[]];
  readonly passed: readonly Passed[];
}

/**
 * The steps that whoever reported it is told, in the order of time. Whatever people wrote, who did it and what departments and centre settle
 * among themselves stays inside. Of a case that the report's own was merged into, all steps are told, also those from before.
 */
export function stepsOf({ report, receivedAt, line, passed }: Way, names: FollowNames): Step[] {
  const own = line[0].id, waits = new Map<CaseId, Wait>();
  const steps = passed.flatMap((fact) => {
    if (fact.type === 'RequestMade' && fact.data.kind === 'suspension') waits.set(fact.caseId, { ground: fact.data.ground ?? null, until: fact.data.until });
    return told(fact, { report, mine: fact.caseId === own, line, wait: waits.get(fact.caseId) ?? NO_WAIT, names });
  });
  return [step('received', receivedAt, () => ({})), ...steps].map((s, i) => [s, i] as const).sort(([a, i], [b, j]) => a.at - b.at || i - j).map(([s]) => s);
}

interface Wait { readonly ground: SuspensionGround | null; readonly until: Instant | null }
const NO_WAIT: Wait = { ground: null, until: null };
interface Around { readonly report: ReportId; readonly mine: boolean; readonly line: readonly Case[]; readonly wait: Wait; readonly names: FollowNames }

function told(e: Passed, { report, mine, line, wait, names }: Around): Step[] {
  const simple = (kind: Exclude<FollowStep, 'given' | 'postponed' | 'merged' | 'refused' | 'rated'>): Step[] => [step(kind, e.at, () => ({}))];
  const given = (id: DepartmentId): Step[] => [step('given', e.at, (lang) => ({ department: names.department(id)[lang] }))];
  switch (e.type) {
    case 'CaseRegistered': return e.data.handled === undefined ? [] : simple('handled');
    case 'ReportAttached': return mine && e.data.report === report ? simple('joined') : [];
    case 'ConfirmationAsked': return simple('confirming');
    case 'CaseTriaged': return simple('filed');
    case 'CaseDispatched':
    case 'CaseHandedOn':
    case 'OwnershipRuled': return given(e.data.department);
    case 'CaseAccepted': return simple('handling');
    case 'CaseSelfHandled':
    case 'CaseResolved': return simple('handled');
    case 'RequestGranted': return e.data.kind === 'suspension' ? [step('postponed', e.at, () => ({ ground: wait.ground, until: wait.until === null ? null : PLAIN_NAMES.moment(wait.until).slice(0, 10) }))] : [];
    case 'CaseResumed': return simple('resumed');
    case 'CaseVerified': return e.data.passed === null ? [] : simple(e.data.passed ? 'checked' : 'again');
    case 'CaseSentBack': return simple('again');
    case 'CaseUnmerged': return simple('unmerged');
    case 'CaseReopened': return simple('reopened');
    case 'CaseRated': return [step('rated', e.at, () => ({ score: e.data.score }))];
    case 'CaseClosed': return ended(e, line, names);
    // Between departments and centre, or of the case's own bookkeeping.
    case 'ReportsDetached': case 'NoteAdded': case 'ReportConfirmed': case 'RecurrenceLinked': case 'AlarmObserved': case 'DispatchRecalled': case 'CaseAssigned': case 'OwnershipDisputed': case 'RequestMade': case 'RequestEndorsed': case 'RequestDeclined':
    case 'HandlerArrived': case 'EndingProposed': case 'EndingRejected': case 'TaskAdded': case 'WhistleBlown': case 'TaskAccepted': case 'TaskArrived': case 'TaskFinished': case 'TaskVerified': case 'TaskCancelled':
    case 'CaseRechecked': case 'CaseUrged': case 'SupervisionOrdered': case 'OrderReplied': case 'CaseEscalated': case 'EscalationAcknowledged': case 'ClocksRetimed': case 'AppealMade': case 'AppealReviewed': return [];
    default: return impossible(e);
  }
}

function ended(e: Pick<Extract<CaseEvent, { type: 'CaseClosed' }>, 'at' | 'data'>, line: readonly Case[], names: FollowNames): Step[] {
  const { outcome, reason, into } = e.data;
  switch (outcome) {
    case 'fixed':
    case 'self-handled': return [step('closed', e.at, () => ({}))];
    case 'forced':
    case 'recovered':
    case 'voided': return [step('ended', e.at, () => ({}))];
    case 'merged': return [step('merged', e.at, () => ({ number: line.find((c) => c.id === into)?.number ?? null }))];
    case 'refused': {
      const answer = reason === null ? null : names.answer(reason);
      return [step('refused', e.at, (lang) => ({ answer: answer?.[lang] ?? null }))];
    }
    default: return impossible(outcome);
  }
}

function step<K extends FollowStep>(kind: K, at: Instant, fact: (lang: Language) => FollowFact<K>): Step {
  const [zh, en] = LANGUAGES.map((lang) => (LABELS[lang].follow.step[kind] as (fact: FollowFact<K>) => string)(fact(lang)));
  return { step: kind, at, zh: zh ?? '', en: en ?? '' };
}

/** Where the case stands, in plain words. */
export const standing = ({ stage, outcome }: Pick<Case, 'stage' | 'outcome'>): FollowView['stage'] => {
  const said = (lang: Language): string => (stage === 'closed' ? LABELS[lang].follow.outcome[outcome ?? 'fixed'] : LABELS[lang].follow.stage[stage]);
  return { stage, zh: said('zh'), en: said('en') };
};

function impossible(_: never): never { throw new Error('unknown kind of fact'); }
