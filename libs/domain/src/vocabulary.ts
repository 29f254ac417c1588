/** The words of the field. Every other file borrows its names from here; docs/glossary.md explains them. */

/** Milliseconds since 1970 UTC. A number: immutable, comparable, the same in PostgreSQL, JSON and the browser. */
export type Instant = number;
export type Millis = number;

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };
export type CaseId = Id<'case'>;
export type ReportId = Id<'report'>;
/** The 15-digit code of a unit grid (6 county + 3 township + 3 community + 3 sequence). */
export type CellId = Id<'cell'>;
export type DepartmentId = Id<'department'>;
/** A person's, a device's or the automation's account. */
export type UserId = Id<'user'>;
/** A catalogue class: `E` or `P` (incident or asset) and its four-digit code, e.g. `E0110`. */
export type ClassId = Id<'class'>;
/** A filing condition of a class, e.g. `E0110-1`: it decides limit, severity and closing condition. */
export type ConditionId = Id<'condition'>;

/** What a case is waiting for. Also the dispatcher's columns, the clocks' scope and the KPI phases. */
export const STAGES = ['triage', 'confirmation', 'dispatch', 'acceptance', 'handling', 'verification', 'closure', 'suspended', 'disputed', 'closed'] as const;
export type Stage = (typeof STAGES)[number];
export const OPEN: readonly Stage[] = STAGES.filter((s) => s !== 'closed');

/** What ended a case. `recovered`: what sensors had raised was back to normal before anybody was sent. */
export const OUTCOMES = ['fixed', 'self-handled', 'forced', 'refused', 'merged', 'voided', 'recovered'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Roles of people and machines. `citizen` is whoever holds a report's follow code, `system` the automation; neither signs in. */
export const ROLES = ['grid-member', 'dispatcher', 'handler', 'department-lead', 'supervisor', 'leader', 'operator', 'device', 'citizen', 'system'] as const;
export type Role = (typeof ROLES)[number];

/** 1 critical (danger to life), 2 urgent, 3 normal, 4 minor. */
export const SEVERITIES = [1, 2, 3, 4] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a department asks the centre for. */
export const REQUESTS = ['return', 'extension', 'suspension'] as const;
export type RequestKind = (typeof REQUESTS)[number];

/** Why a case is put off (DOMAIN 3.5): the season, building works, money, or conditions that are not met yet. */
export const SUSPENSION_GROUNDS = ['season', 'engineering', 'funds', 'conditions'] as const;
export type SuspensionGround = (typeof SUSPENSION_GROUNDS)[number];

/** Endings that one person proposes and a second one approves; both are counted apart. */
export const PROPOSALS = ['forced', 'voided'] as const;
export type ProposalKind = (typeof PROPOSALS)[number];

/** How far the automation takes a case that a trigger rule opened: a person looks at it first, it is filed, or it is dispatched too. */
export const AUTOMATIONS = ['review', 'file', 'dispatch'] as const;
export type Automation = (typeof AUTOMATIONS)[number];

/** What was found on the spot before filing (核实). */
export const VERDICTS = ['true', 'false', 'unsure'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** How a report reached the centre (catalogue `intake_channels`). */
export const CHANNELS = ['grid-member', 'public', 'hotline', 'sensor', 'video-ai', 'patrol', 'leader', 'transfer', 'media'] as const;
export type Channel = (typeof CHANNELS)[number];

/** WGS-84 degrees; `accuracy` in metres (one standard deviation as phones give it), null when unknown. */
export interface Place {
  readonly lon: number;
  readonly lat: number;
  readonly accuracy: number | null;
}

/** The three levels of a county; a department without one belongs to the county. */
export const LEVELS = ['county', 'township', 'community'] as const;
export type Level = (typeof LEVELS)[number];

export interface Actor {
  readonly id: UserId;
  readonly role: Role;
  readonly department?: DepartmentId;
  /** Of the actor's department. */
  readonly level?: Level;
  readonly cells?: readonly CellId[];
}

/** The automation: what `nextStep` asks for is done in this name. */
export const SYSTEM: Actor = { id: 'system' as UserId, role: 'system' };
/** Whoever holds a report's follow code: nobody knows who. */
export const CITIZEN: Actor = { id: 'citizen' as UserId, role: 'citizen' };
