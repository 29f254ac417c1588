import type { POLICIES, RULE_STATES } from '../trigger/index.js';

export type TriggerPolicy = (typeof POLICIES)[number];
export type TriggerState = (typeof RULE_STATES)[number];

/** Why an alarm opens no case for a while: works that have been announced, or a place that is known to breach. It is recorded all the same. */
export const SUPPRESSIONS = ['maintenance', 'exemption'] as const;
export type SuppressionKind = (typeof SUPPRESSIONS)[number];

/** What people do with a version of a trigger rule, each with their name in its log. */
export const RULE_ACTS = ['written', 'edited', 'tried', 'shadowed', 'enabled', 'disabled', 'trusted', 'distrusted'] as const;
export type RuleAct = (typeof RULE_ACTS)[number];
