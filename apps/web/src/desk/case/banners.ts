import type { CaseView, EventView, SentCommandType } from '#contract';
import type { Role } from '#domain';
import { actorName, personName } from '../../shared/book/people.js';
import { departmentName, words } from '../../shared/book/words.js';
import { t } from '../words.js';
import { lengthText, momentText } from '../../shared/time/words.js';

/** Something that waits for a decision, or that was decided and binds: who said what, and whose turn it is. */
export interface Banner {
  readonly id: string;
  readonly tone: '' | 'note-red' | 'note-yellow' | 'note-green' | 'note-grey';
  readonly title: string;
  readonly text: string | null;
  readonly details: readonly string[];
  /** Who must decide now; null when nobody is waited for. */
  readonly who: string | null;
  readonly photos: readonly { readonly hash: string; readonly label: string; readonly tag?: 'before' | 'after' }[];
  readonly acts: readonly SentCommandType[];
}

const last = (view: CaseView, type: EventView['type']): EventView | undefined => view.timeline.filter((e) => e.type === type).sort((a, b) => b.seq - a.seq)[0];
const shots = (event: EventView | undefined, member = 'evidence', tag?: 'before' | 'after'): Banner['photos'] => {
  const list = event?.data[member];
  return event && Array.isArray(list) ? list.filter((h): h is string => typeof h === 'string').map((hash) => ({ hash, label: `${actorName(event.by)} · ${momentText(event.at)}`, ...(tag && { tag }) })) : [];
};
const waits = (...roles: readonly Role[]): string => t('banner.waits', { who: roles.map((r) => words.value.role[r]).join(t('banner.or')) });
const string = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** The banners of a case, what must be decided first. Only what there is. */
export function bannersOf(view: CaseView): readonly Banner[] {
  const made = (id: string, tone: Banner['tone'], title: string, more: Partial<Banner> = {}): Banner => ({ id, tone, title, text: null, details: [], who: null, photos: [], acts: [], ...more, ...(more.acts && { acts: more.acts.filter((a) => view.allowed.includes(a)) }) });
  const out: (Banner | false | null)[] = [
    view.proposal !== null && made('proposal', 'note-yellow', t('banner.proposal', { who: personName(view.proposal.by), kind: words.value.proposal[view.proposal.kind] }), {
      text: view.proposal.reason, details: view.proposal.document === null ? [] : [t('banner.document', { document: view.proposal.document })], who: t('banner.notProposer', { waits: waits('supervisor', 'leader') }), acts: ['approve', 'reject'],
    }),
    view.request !== null && requested(view, made),
    view.stage === 'disputed' && disputed(view, made),
    view.stage !== 'disputed' && view.ruled && view.stage !== 'closed' && ruled(view, made),
    view.stage === 'confirmation' && made('confirmation', '', view.asked === null ? t('banner.confirm') : t('banner.confirmBy', { who: personName(view.asked) }), { text: string(last(view, 'ConfirmationAsked')?.data['note']), acts: ['confirm', 'selfHandle'] }),
    view.onTheSpot && spot(view, made),
    view.stage === 'suspended' && suspended(view, made),
    view.appeal !== null && appealed(view, made),
    view.stage === 'closed' && (view.outcome === 'forced' || view.outcome === 'voided') && ended(view, made),
  ];
  return out.filter((b): b is Banner => b !== false && b !== null);
}

type Make = (id: string, tone: Banner['tone'], title: string, more?: Partial<Banner>) => Banner;

function requested(view: CaseView, made: Make): Banner | null {
  const r = view.request;
  if (r === null) return null;
  const details = [
    r.kind === 'extension' && t('case.asksMore', { length: lengthText(r.more, view.clocks.handling?.limit.unit ?? 'continuous') }), r.until !== null && t('case.asksUntil', { at: momentText(r.until) }),
    r.ground !== null && words.value.suspensionGround[r.ground], r.suggest !== null && t('case.asksSuggest', { department: departmentName(r.suggest) }), r.kind === 'extension' && view.extensions > 0 && t('banner.second'),
  ].filter((x): x is string => typeof x === 'string');
  const who = !r.endorsed ? t('banner.endorse', { department: departmentName(view.department) }) : r.kind === 'extension' && view.extensions > 0 ? waits('supervisor') : waits('dispatcher', 'supervisor');
  return made('request', '', t('case.asks', { who: personName(r.by), kind: words.value.request[r.kind] }), { text: r.reason, details, who, photos: shots(last(view, 'RequestMade')), acts: ['endorse', 'grant', 'decline'] });
}
function disputed(view: CaseView, made: Make): Banner {
  const event = last(view, 'OwnershipDisputed');
  return made('dispute', 'note-yellow', t('banner.dispute'), {
    text: string(event?.data['reason']), details: view.refusals.length > 0 ? [t('banner.refusals', { list: view.refusals.map(departmentName).join(t('list.separator')) })] : [], who: waits('supervisor', 'leader'), photos: shots(event), acts: ['rule'],
  });
}
function ruled(view: CaseView, made: Make): Banner | null {
  const event = last(view, 'OwnershipRuled');
  return event ? made('ruling', 'note-grey', t('banner.ruled', { department: departmentName(string(event.data['department'])) }), { text: string(event.data['ground']), details: [t('banner.binding'), ...(string(event.data['writeBack']) ? [t('banner.writeBack')] : [])] }) : null;
}
/** The photos of what was put right on the spot: they stand in its banner, so not once more with the report. */
export const spotPhotos = (view: CaseView): ReadonlySet<string> => new Set(view.onTheSpot ? spot(view, (id, tone, title, more) => ({ id, tone, title, text: null, details: [], who: null, acts: [], photos: [], ...more })).photos.map((p) => p.hash) : []);
function spot(view: CaseView, made: Make): Banner {
  const event = last(view, 'CaseSelfHandled') ?? last(view, 'CaseRegistered');
  const handled = (event?.type === 'CaseRegistered' ? event.data['handled'] : event?.data) as Readonly<Record<string, unknown>> | undefined;
  const of = event && handled ? { ...event, data: handled } : undefined;
  return made('spot', 'note-green', t('banner.spot', { who: personName(view.handledBy) || words.value.role['grid-member'] }), { text: string(handled?.['note']), who: view.stage === 'closure' ? waits('dispatcher', 'supervisor') : null, photos: [...shots(of, 'before', 'before'), ...shots(of, 'after', 'after')], acts: ['close', 'rework'] });
}
function suspended(view: CaseView, made: Make): Banner {
  const event = last(view, 'RequestMade'), ground = event?.data['ground'];
  return made('suspended', 'note-grey', view.resumeAt === null ? words.value.stage.suspended : t('banner.suspended', { at: momentText(view.resumeAt) }), {
    text: string(event?.data['reason']), details: typeof ground === 'string' && ground in words.value.suspensionGround ? [words.value.suspensionGround[ground as keyof typeof words.value.suspensionGround]] : [], photos: shots(event), acts: ['resume'],
  });
}
function appealed(view: CaseView, made: Make): Banner | null {
  const a = view.appeal;
  if (a === null) return null;
  const votes = a.votes.map((v) => t('banner.vote', { who: personName(v.by), agree: words.value.agree[`${v.agree}`] }));
  return made('appeal', a.state === 'open' ? '' : 'note-grey', t(`banner.appeal.${a.state}`, { department: departmentName(a.department) }), {
    text: a.reason, details: votes, who: a.state === 'open' ? t('banner.reviewers', { waits: waits('supervisor', 'leader'), n: a.votes.length }) : null, photos: shots(last(view, 'AppealMade')), acts: ['review'],
  });
}
function ended(view: CaseView, made: Make): Banner {
  const event = last(view, 'CaseClosed'), document = string(event?.data['document']), by = string(event?.data['proposedBy']);
  return made('ended', 'note-grey', view.outcome === null ? '' : words.value.outcome[view.outcome], {
    text: string(event?.data['reason']), details: [document && t('banner.document', { document }), event && by && t('banner.twoPeople', { proposer: personName(by), approver: actorName(event.by) }), t('banner.apart')].filter((x): x is string => typeof x === 'string'),
  });
}
