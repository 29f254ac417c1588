import { POLICIES, RULE_STATES, SEVERITIES_OF_ALARMS, WIDEST_REACH, WINDOW_FUNCTIONS, type TriggerRule } from '#domain';
import { z } from 'zod';
import { cellId, classId, conditionId, words } from './values.js';
import { said } from './said.js';

/** A trigger rule as people write it and as it is kept. Durations are milliseconds, values in the rule's unit; `libs/domain/src/trigger/rule.ts` says what each member means. */

const DAY = 86_400_000;
const duration = z.int().min(0).max(31 * DAY);
const lasting = z.int().min(1).max(31 * DAY);
const real = z.number().min(-1e12).max(1e12);
export const triggerRuleId = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, said('a code of small letters, digits and dashes, such as water-on-road', '由小写字母、数字和短横线组成的代码，如 water-on-road'));
const code = z.string().trim().min(1).max(60).regex(/^[\x21-\x7e]+$/, said('visible ASCII characters without blanks', '不含空格的可见 ASCII 字符'));
const monthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, said('a month and day such as 06-15', '月和日，如 06-15'));
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, said('a time such as 22:00', '时刻，如 22:00'));
const op = z.enum(['>=', '<=']);

const threshold = z.union([
  real,
  z.strictObject({ attribute: code, plus: real.optional() }),
  z.strictObject({ season: z.array(z.strictObject({ from: monthDay, to: monthDay, value: real })).min(1).max(12), otherwise: real }),
]);
const level = z.strictObject({ severity: z.enum(SEVERITIES_OF_ALARMS), raise: threshold, clear: threshold.optional(), for: duration.optional() });

const condition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('threshold'), op }),
  z.strictObject({ kind: z.literal('outside'), low: threshold, high: threshold }),
  z.strictObject({ kind: z.literal('rate'), op }),
  z.strictObject({ kind: z.literal('window'), op, fn: z.enum(WINDOW_FUNCTIONS), size: lasting.max(DAY), minSamples: z.int().min(1).max(10_000), minCoverage: z.number().min(0).max(1) }),
  z.strictObject({ kind: z.literal('event'), codes: z.array(code).min(1).max(50), minConfidence: z.number().min(0).max(1), noReoccurrence: lasting }),
  z.strictObject({ kind: z.literal('stuck'), for: lasting, tolerance: z.number().min(0).max(1e12) }),
  z.strictObject({ kind: z.literal('nodata'), after: lasting }),
  z.strictObject({ kind: z.literal('compare'), op, with: code, within: lasting }),
  z.strictObject({ kind: z.literal('composite'), every: z.boolean(), rules: z.array(triggerRuleId).min(2).max(10), within: lasting }),
]);

const filter = z.strictObject({
  noiseFloor: z.number().min(0).max(1e12).optional(), range: z.strictObject({ low: real, high: z.union([real, z.strictObject({ attribute: code })]) }).optional(), gradient: z.number().positive().max(1e12).optional(),
  blip: z.strictObject({ by: z.number().positive().max(1e12), wait: lasting.max(DAY) }).optional(), sentinels: z.array(real).max(20).optional(),
});

const action = z.strictObject({
  policy: z.enum(POLICIES), classId, conditionId: conditionId.nullable(),
  earned: z.strictObject({ precision: z.number().min(0.5).max(1), judged: z.int().min(1).max(10_000) }),
  correlate: z.strictObject({ metres: z.number().min(0).max(WIDEST_REACH), within: duration }),
  storm: z.strictObject({ count: z.int().min(2).max(10_000), within: lasting.max(DAY), below: z.int().min(1).max(1000), quiet: lasting.max(DAY) }).optional(),
  lifeSafety: z.boolean(),
  recovery: z.strictObject({ beforeDispatch: z.enum(['close', 'note']), stableFor: duration }),
  verify: z.strictObject({ automatic: z.boolean(), stableFor: lasting, samples: z.int().min(1).max(1000) }),
  inhibitedBy: z.array(z.strictObject({ rule: triggerRuleId, equal: z.enum(['gateway', 'cell', 'asset']), settle: duration.max(10 * 60_000) })).max(10).optional(),
});

/** What a person writes: everything but the version and where it stands. */
export const triggerRuleWishSchema = z.strictObject({
  id: triggerRuleId, name: z.strictObject({ zh: words(60), en: words(60) }),
  scope: z.strictObject({ kinds: z.array(code).max(20), metric: code, cells: z.array(z.union([cellId, z.string().regex(/^(\d{9}|\d{12})$/, said('a township of 9 digits, a community of 12 or a cell of 15', '9 位乡镇、12 位社区或 15 位网格代码'))])).max(200).optional(), devices: z.array(code).max(500).optional(), except: z.array(code).max(500).optional() }),
  unit: z.string().trim().max(20), condition, levels: z.array(level).min(1).max(3), for: duration,
  gap: z.strictObject({ max: lasting, pending: z.enum(['reset', 'hold']) }), repeat: z.strictObject({ m: z.int().min(1).max(100), n: z.int().min(1).max(100), within: lasting }).refine((r) => r.m <= r.n, { message: said('m of n needs n to be as large', '“n 次中 m 次”里 m 不能大于 n'), path: ['m'] }).optional(),
  clear: z.strictObject({ dwell: duration, minSamples: z.int().min(1).max(1000) }), step: z.strictObject({ down: z.enum(['allow', 'hold']), dwell: duration }),
  flap: z.strictObject({ window: lasting, transitions: z.int().min(2).max(1000), action: z.enum(['hold', 'quiet', 'fault']) }).optional(),
  schedule: z.array(z.strictObject({ days: z.array(z.int().min(1).max(7)).min(1).max(7), from: clock, to: clock })).min(1).max(14).optional(),
  lateness: duration, backfill: duration.optional(), reopenWithin: duration, filter: filter.optional(), action, heartbeat: z.strictObject({ every: lasting, missed: z.int().min(1).max(100) }).optional(),
}).superRefine((rule, ctx) => {
  const rank = (s: string): number => (SEVERITIES_OF_ALARMS as readonly string[]).indexOf(s);
  rule.levels.forEach(({ severity, raise, clear }, i) => {
    const before = rule.levels[i - 1];
    if (before !== undefined && rank(before.severity) >= rank(severity)) ctx.addIssue({ code: 'custom', path: ['levels', i, 'severity'], message: said('levels go from the mildest to the worst, each severity once', '级别须由轻到重，每个级别一次') });
    const falls = 'op' in rule.condition && rule.condition.op === '<=', sign = falls ? -1 : 1;
    if (before !== undefined && typeof raise === 'number' && typeof before.raise === 'number' && sign * raise <= sign * before.raise) ctx.addIssue({ code: 'custom', path: ['levels', i, 'raise'], message: said('a worse level lies further out', '更重的级别，阈值须更远') });
    if (typeof raise === 'number' && typeof clear === 'number' && sign * clear > sign * raise) ctx.addIssue({ code: 'custom', path: ['levels', i, 'clear'], message: said('is held until the value is back beyond this: not further out than it was raised', '解除值不能比触发值更远') });
  });
  if (['event', 'stuck', 'nodata', 'composite'].includes(rule.condition.kind) && rule.levels.length !== 1) ctx.addIssue({ code: 'custom', path: ['levels'], message: said('has one level, which says how grave it is', '此类规则只有一个级别') });
});
export type TriggerRuleWish = z.infer<typeof triggerRuleWishSchema>;

/** A version as it is kept. If wire and core drift apart, `asTriggerRule` does not compile. */
export const triggerRuleSchema = triggerRuleWishSchema.and(z.object({ version: z.int().min(1), state: z.enum(RULE_STATES) }));
/** What optional members are left out as `undefined` is not there at all. */
type Exact<T> = T extends string ? T : T extends readonly (infer E)[] ? readonly Exact<E>[] : T extends object ? { readonly [K in keyof T]: Exact<Exclude<T[K], undefined>> } : T;
export const asTriggerRule = (rule: TriggerRuleWish, version: number, state: TriggerRule['state']): TriggerRule => ({ ...(rule as Exact<TriggerRuleWish>), version, state });
/** The file `rulebook/trigger-rules.json`: reviewed rules that are in force from the first start. */
export const triggerRulesFile = z.strictObject({ note: z.string().max(2000).optional(), rules: z.array(triggerRuleWishSchema).max(500) });
