import { RULE_KINDS, type Problem, type RuleKind } from '#contract';
import { useQuery } from '@tanstack/vue-query';
import { toValue, type MaybeRefOrGetter, computed } from 'vue';
import { call } from '../shared/api/call.js';
import { ProblemError } from '../shared/api/failure.js';
import { queries } from '../shared/api/queries.js';
import { lang } from '../shared/i18n/lang.js';
import { me } from '../shared/session/session.js';

/** What the rule book's pages ask the server; everything is asked anew after something was written. */
export const isKind = (text: string): text is RuleKind => (RULE_KINDS as readonly string[]).includes(text);
/** Those who write drafts; a second person approves. */
export const mayWrite = (): boolean => me.value?.role === 'operator' || me.value?.role === 'supervisor';

export const useOverview = () => useQuery({ queryKey: ['rules', 'overview'], queryFn: ({ signal }) => call('GET /api/rulebook', { signal }), staleTime: 0 });
export const useVersions = (kind: MaybeRefOrGetter<RuleKind>) => useQuery({ queryKey: computed(() => ['rules', 'versions', toValue(kind)]), queryFn: ({ signal }) => call('GET /api/rulebook/{kind}/versions', { path: { kind: toValue(kind) }, signal }), staleTime: 0 });
export const useContent = (kind: MaybeRefOrGetter<RuleKind>, version: MaybeRefOrGetter<number | null>) => useQuery({
  queryKey: computed(() => ['rules', 'content', toValue(kind), toValue(version)]),
  queryFn: ({ signal }) => { const v = toValue(version); return call('GET /api/rulebook/{kind}', { path: { kind: toValue(kind) }, query: v === null ? {} : { version: v }, signal }); }, staleTime: 0,
});
export const useDraft = (id: MaybeRefOrGetter<string | null>) => useQuery({ queryKey: computed(() => ['rules', 'draft', toValue(id)]), enabled: computed(() => toValue(id) !== null), queryFn: ({ signal }) => call('GET /api/rulebook/drafts/{id}', { path: { id: toValue(id) ?? '' }, signal }), staleTime: 0 });
export const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: ['rules'] });

/** One fault of a content or a file, with where it stands. */
export interface Fault { readonly where: string; readonly text: string; readonly at: Readonly<Record<string, string | number>> }
type Error = NonNullable<Problem['errors']>[number] & { readonly zh?: string };
/** The faults that a problem lists; none for other failures. */
export const faultsIn = (error: unknown): readonly Fault[] => (error instanceof ProblemError ? (error.problem.errors ?? []).map((e: Error) => ({ where: e.pointer, text: lang.value === 'zh' ? (e.zh ?? e.message) : e.message, at: e.at ?? {} })) : []);
