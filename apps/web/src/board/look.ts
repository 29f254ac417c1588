import type { Countable } from '#contract';
import type { DepartmentId } from '#domain';
import { computed, type ComputedRef } from 'vue';
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router';
import { queryOf, type Filter } from '../shared/case/filter.js';
import { now } from '../shared/time/now.js';
import { dateOf } from '../shared/time/words.js';
import { addressOf, lookOf, type Look } from './period.js';

export type { Look };
/** The part of a look that says which cases, for the routes of the board. */
export const dims = ({ area, department, category, source }: Look) => ({ ...(area !== undefined && { area }), ...(department !== undefined && { department }), ...(category !== undefined && { category }), ...(source !== undefined && { source: [source] }) });

/** The list behind a count: the same cases, found by the same condition. */
export function countedCases(look: Look, part: Countable, days: { readonly from: string; readonly to: string } = look, department: DepartmentId | undefined = look.department): RouteLocationRaw {
  const { department: _, ...rest } = dims(look);
  return { name: 'desk', query: queryOf({ ...rest, counted: part, from: days.from, to: days.to, ...(department !== undefined && { for: department }) } as Filter) };
}
/** The list behind a number of what is open now. */
export function openCases(look: Look, more: Filter = {}): RouteLocationRaw {
  const { department, ...rest } = dims(look);
  return { name: 'desk', query: queryOf({ ...rest, open: 'true', ...(department !== undefined && { for: department }), ...more } as Filter) };
}

export interface Looking {
  readonly look: ComputedRef<Look>;
  readonly today: ComputedRef<string>;
  readonly go: (patch: { readonly [K in keyof Look]?: Look[K] | undefined }) => void;
  readonly to: (patch: { readonly [K in keyof Look]?: Look[K] | undefined }) => RouteLocationRaw;
}
/** The look of this page, and how to change it. */
export function useLook(): Looking {
  const route = useRoute(), router = useRouter();
  const today = computed(() => dateOf(now.value)), look = computed(() => lookOf(route.query, today.value));
  const to: Looking['to'] = (patch) => ({ name: route.name ?? 'board', query: addressOf({ ...look.value, ...patch } as Look, today.value) });
  return { look, today, to, go: (patch) => { void router.push(to(patch)); } };
}
