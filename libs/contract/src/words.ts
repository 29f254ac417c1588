import type {
  Channel, ClockKind, CommandType, Events, EventType, Instant, Level, Light, Likely, LimitUnit, Merit, Outcome, ProposalKind, Reason, ReasonCode, RequestKind, Role, Scope, Severity, Stage, SuspensionGround, TaskKind, TaskState, TransitionKind, Verdict,
} from '#domain';
import type { z } from 'zod';
import type { COMMAND_SCHEMAS, SentCommandType } from './commands.js';
import type { ProblemCode } from './problem.js';
import type { DeviceKind } from './devices.js';
import type { EndpointFormat, NoticeChannelName, SentState, Wants } from './notices.js';
import type { SignInOutcome } from './people.js';
import type { FollowStep, NoticeKind, Remark, Urgency } from './remarks.js';
import type { Figure, Sort } from './requests.js';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How a reader's screen names what a sentence only knows by its id. */
export interface Names {
  department(id: string): string;
  person(id: string): string;
  classOf(id: string): string;
  condition(id: string): string;
  /** A case by its number. */
  caseOf(id: string): string;
  rule(id: string): string;
  /** A reason code of a refusal, such as `not-ours`; absent: the code itself is shown. */
  refusal?(code: string): string;
  /** An instant as the county reads it, e.g. `2026-11-24 09:00`. */
  moment(at: Instant): string;
}

export interface FieldWords {
  readonly label: string;
  readonly hint?: string;
}

/** What the sentence of a step needs beside the step itself, in the language of the sentence. */
export interface FollowFacts {
  readonly given: { readonly department: string };
  /** `until`: the day on which it goes on. */
  readonly postponed: { readonly ground: SuspensionGround | null; readonly until: string | null };
  readonly merged: { readonly number: string | null };
  readonly refused: { readonly answer: string | null };
  readonly rated: { readonly score: number };
}
export type FollowFact<K extends FollowStep> = K extends keyof FollowFacts ? FollowFacts[K] : object;

type ReasonOf<K extends ReasonCode> = Extract<Reason, { code: K }>;
type LikelyOf<K extends Likely['code']> = Extract<Likely, { code: K }>;

/** Every word the program says, in one language. A missing word does not compile. */
export interface Words {
  readonly stage: Readonly<Record<Stage, string>>;
  readonly outcome: Readonly<Record<Outcome, string>>;
  readonly role: Readonly<Record<Role, string>>;
  readonly scope: Readonly<Record<Scope, string>>;
  readonly severity: Readonly<Record<Severity, string>>;
  readonly channel: Readonly<Record<Channel, string>>;
  readonly clock: Readonly<Record<ClockKind, string>>;
  readonly light: Readonly<Record<Light, string>>;
  readonly request: Readonly<Record<RequestKind, string>>;
  /** The verb on the button. */
  readonly command: Readonly<Record<CommandType, string>>;
  /** What the button does, in a sentence. */
  readonly commandHint: Readonly<Record<CommandType, string>>;
  readonly field: { readonly [K in SentCommandType]: { readonly [F in Exclude<keyof z.infer<(typeof COMMAND_SCHEMAS)[K]>, 'type'>]-?: FieldWords } };
  readonly suspensionGround: Readonly<Record<SuspensionGround, string>>;
  readonly proposal: Readonly<Record<ProposalKind, string>>;
  readonly task: Readonly<Record<TaskKind, string>>;
  readonly taskState: Readonly<Record<TaskState, string>>;
  readonly level: Readonly<Record<Level, string>>;
  readonly verdict: Readonly<Record<Verdict, string>>;
  readonly passed: Readonly<Record<'true' | 'false' | 'unsure', string>>;
  readonly clean: Readonly<Record<'true' | 'false', string>>;
  readonly agree: Readonly<Record<'true' | 'false', string>>;
  readonly limitKind: Readonly<Record<'working' | 'continuous', string>>;
  /** What spoke for the person whom work was given to. */
  readonly merit: { readonly [K in Merit['code']]: (merit: Extract<Merit, { code: K }>) => string };
  readonly event: { readonly [K in EventType]: (data: Readonly<Events[K]>, names: Names) => string };
  readonly reason: { readonly [K in ReasonCode]: (reason: ReasonOf<K>, names: Names) => string };
  readonly likely: { readonly [K in Likely['code']]: (likely: LikelyOf<K>) => string };
  readonly remark: { readonly [K in Remark]: (datum: number | null) => string };
  readonly notice: { readonly [K in NoticeKind]: (data: Readonly<Record<string, unknown>>, words: Words) => string };
  /** What whoever reported something is told, in plain words: where it stands, how it ended, and each step on the way. */
  readonly follow: {
    readonly stage: Readonly<Record<Exclude<Stage, 'closed'>, string>>;
    readonly outcome: Readonly<Record<Outcome, string>>;
    readonly step: { readonly [K in FollowStep]: (fact: FollowFact<K>) => string };
  };
  /** What a message outside the app is made of. */
  readonly message: {
    readonly product: string;
    readonly test: string;
    /** A subject, with the product's name. */
    titled(title: string): string;
    digest(count: number): string;
    times(sentence: string, count: number): string;
    more(count: number): string;
    due(moment: string): string;
  };
  readonly deviceKind: Readonly<Record<DeviceKind, string>>;
  readonly signInOutcome: Readonly<Record<SignInOutcome, string>>;
  readonly wants: Readonly<Record<Wants, string>>;
  readonly urgency: Readonly<Record<Urgency, string>>;
  readonly noticeChannel: Readonly<Record<'in-app' | 'push' | NoticeChannelName, string>>;
  readonly endpointFormat: Readonly<Record<EndpointFormat, string>>;
  readonly sentState: Readonly<Record<SentState, string>>;
  readonly problem: Readonly<Record<ProblemCode, { readonly title: string; readonly advice: string }>>;
  readonly figure: Readonly<Record<Figure['measure'], string>>;
  readonly limitUnit: Readonly<Record<LimitUnit, string>>;
  readonly sort: Readonly<Record<Sort, string>>;
  /** What an alarm came to; in English the rest of a sentence about a device. */
  readonly transition: Readonly<Record<TransitionKind, string>>;
  readonly queue: Readonly<Record<'ingest' | 'trigger' | 'settle' | 'apply' | 'deliver' | 'assess', string>>;
  /** A length of time, e.g. `2 小时 30 分`. */
  duration(ms: number): string;
  /** A limit of the catalogue, e.g. `4 工作时`. */
  limit(value: number, unit: LimitUnit): string;
}

/** One thing that spoke for a person, in the words of a language. */
export const meritIn = (words: Words['merit'], merit: Merit): string => (words[merit.code] as (merit: Merit) => string)(merit);
