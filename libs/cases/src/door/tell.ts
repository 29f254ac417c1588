import type { NoticeKind } from '#contract';
import type { Case, CaseEvent, EscalationRule, Role, UserId } from '#domain';
import type { Directory } from '#directory';
import type { NewNotice } from '#notices';

type Who = Pick<Directory, 'people' | 'responsible'>;

/** Who is told what by a fact. Nobody is told what he did himself, and nobody twice. */
export function noticesOf(before: Case, event: CaseEvent, after: Case, reporters: readonly string[], who: Who, ladder: readonly EscalationRule[]): NewNotice[] {
  const told = telling(before, event, after, reporters as readonly UserId[], who, ladder);
  if (told === null) return [];
  const { to, kind, data } = told;
  return [...new Set(to)].filter((id) => id !== event.by).map((recipient) => ({ caseId: after.id, number: after.number, recipient, kind, data }));
}

interface Telling { readonly to: readonly UserId[]; readonly kind: NoticeKind; readonly data: Readonly<Record<string, unknown>> }

function telling(before: Case, e: CaseEvent, c: Case, reporters: readonly UserId[], who: Who, ladder: readonly EscalationRule[]): Telling | null {
  const stage = { stage: c.stage, severity: c.severity };
  const tell = (kind: NoticeKind, to: readonly (UserId | null)[], more: object = {}): Telling => ({ kind, to: to.filter((id) => id !== null), data: { ...stage, ...more } });
  switch (e.type) {
    case 'CaseRegistered': return c.severity === 1 ? tell('to-triage', of('dispatcher', c, who)) : null;
    case 'ConfirmationAsked': return tell('to-confirm', of('grid-member', c, who));
    case 'CaseDispatched':
    case 'OwnershipRuled': return tell('to-accept', department(c, who), { department: c.department, dueAt: c.clocks.acceptance?.dueAt ?? null });
    case 'CaseAccepted': return tell('to-handle', [c.assignee], { dueAt: c.clocks.handling?.dueAt ?? null });
    case 'RequestMade': return tell('requested', c.dispatchedBy === null || c.dispatchedBy === 'system' ? of('dispatcher', c, who) : [c.dispatchedBy], { kind: e.data.kind });
    case 'RequestGranted': return tell('granted', [before.request?.by ?? null], { kind: e.data.kind });
    case 'RequestDeclined': return tell('declined', [before.request?.by ?? null], { kind: e.data.kind });
    case 'OwnershipDisputed': return tell('to-rule', of('supervisor', c, who));
    case 'CaseResolved': return tell('to-verify', of('grid-member', c, who).filter((id) => id !== c.assignee));
    case 'CaseVerified': return e.data.passed ? null : tell('reworked', [c.assignee]);
    case 'CaseResumed': return tell('resumed', [c.assignee]);
    case 'CaseReopened': return tell('reopened', before.assignee === null ? of('dispatcher', c, who) : [before.assignee]);
    case 'CaseEscalated': return tell('escalated', (ladder.find((r) => r.id === e.data.rule)?.tell ?? []).flatMap((role) => of(role, c, who)), e.data);
    // Those whose report went into another case hear of it when that one is closed.
    case 'CaseClosed': return e.data.outcome === 'merged' ? null : tell('closed', reporters, { outcome: e.data.outcome });
    case 'ReportAttached':
    case 'NoteAdded':
    case 'ReportConfirmed':
    case 'CaseTriaged': return null;
  }
}

/** The people of a role whom a case concerns. */
function of(role: Role, c: Case, who: Who): readonly UserId[] {
  switch (role) {
    case 'handler': return c.assignee !== null ? [c.assignee] : c.department === null ? [] : who.people({ role, department: c.department }).map((p) => p.id);
    case 'department-lead': return c.department === null ? [] : who.people({ role, department: c.department }).map((p) => p.id);
    case 'grid-member': {
      const { main, backups } = c.cell === null ? { main: null, backups: [] } : who.responsible(c.cell);
      return main === null ? backups : [main];
    }
    case 'dispatcher':
    case 'supervisor':
    case 'leader':
    case 'operator': return who.people({ role }).map((p) => p.id);
    case 'device':
    case 'system': return [];
  }
}

/** The leads of the case's department; where it has none, everybody who works there. */
function department(c: Case, who: Who): readonly UserId[] {
  const leads = of('department-lead', c, who);
  return leads.length > 0 ? leads : of('handler', { ...c, assignee: null }, who);
}
