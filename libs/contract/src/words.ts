import type {
  Channel, ClockName, CommandType, Events, EventType, Instant, Light, Likely, LimitUnit, Outcome, Reason, ReasonCode, RequestKind, Role, Scope, Severity, Stage,
} from '#domain';
import type { z } from 'zod';
import type { COMMAND_SCHEMAS, SentCommandType } from './commands.js';
import type { ProblemCode } from './problem.js';
import type { NoticeKind, Remark } from './remarks.js';
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
  /** An instant as the county reads it, e.g. `2026-11-24 09:00`. */
  moment(at: Instant): string;
}

export interface FieldWords {
  readonly label: string;
  readonly hint?: string;
}

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
  readonly clock: Readonly<Record<ClockName, string>>;
  readonly light: Readonly<Record<Light, string>>;
  readonly request: Readonly<Record<RequestKind, string>>;
  /** The verb on the button. */
  readonly command: Readonly<Record<CommandType, string>>;
  /** What the button does, in a sentence. */
  readonly commandHint: Readonly<Record<CommandType, string>>;
  readonly field: { readonly [K in SentCommandType]: { readonly [F in Exclude<keyof z.infer<(typeof COMMAND_SCHEMAS)[K]>, 'type'>]-?: FieldWords } };
  readonly verdict: Readonly<Record<Events['ReportConfirmed']['verdict'], string>>;
  readonly passed: Readonly<Record<'true' | 'false', string>>;
  readonly event: { readonly [K in EventType]: (data: Readonly<Events[K]>, names: Names) => string };
  readonly reason: { readonly [K in ReasonCode]: (reason: ReasonOf<K>, names: Names) => string };
  readonly likely: { readonly [K in Likely['code']]: (likely: LikelyOf<K>) => string };
  readonly remark: { readonly [K in Remark]: (datum: number | null) => string };
  readonly notice: { readonly [K in NoticeKind]: (data: Readonly<Record<string, unknown>>, words: Words) => string };
  readonly problem: Readonly<Record<ProblemCode, { readonly title: string; readonly advice: string }>>;
  readonly figure: Readonly<Record<Figure['measure'], string>>;
  readonly limitUnit: Readonly<Record<LimitUnit, string>>;
  readonly sort: Readonly<Record<Sort, string>>;
  readonly queue: Readonly<Record<'ingest' | 'settle' | 'deliver' | 'assess', string>>;
  /** A length of time, e.g. `2 小时 30 分`. */
  duration(ms: number): string;
  /** A limit of the catalogue, e.g. `4 工作时`. */
  limit(value: number, unit: LimitUnit): string;
}
