import type { TriggerRuleWish } from '#contract';
import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue';
import { call } from '../../shared/api/call.js';
import { me } from '../../shared/session/session.js';
import { useSensing } from '../live.js';
import { readsSensing } from '../may.js';

/** The rules in force for a metric, whole. They change seldom; to a department they are not shown. */
export function useRulesInForce(metric: MaybeRefOrGetter<string>): ComputedRef<readonly TriggerRuleWish[]> {
  const { data: rows } = useSensing('rules', 'all', (signal) => call('GET /api/trigger/rules', { signal }), { every: 300_000, when: computed(() => readsSensing(me.value?.role ?? null)) });
  const ids = computed(() => (rows.value ?? []).filter((r) => r.live !== null && r.metric === toValue(metric)).map((r) => r.id));
  const { data } = useSensing('rules-whole', ids, (signal) => Promise.all(ids.value.map((rule) => call('GET /api/trigger/rules/{rule}', { path: { rule }, signal }))), { every: 300_000, when: computed(() => ids.value.length > 0) });
  return computed(() => (ids.value.length === 0 ? [] : (data.value ?? [])).flatMap((rule) => rule.versions.filter((v) => v.state === 'live').map((v) => v.rule)));
}
