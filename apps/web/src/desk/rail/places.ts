import { computed } from 'vue';
import type { LocationQueryRaw } from 'vue-router';
import { keyOf, queryOf, type Filter } from '../../shared/case/filter.js';
import type { View } from '../../shared/case/views.js';
import { addressOf, filterOfView, saved } from '../views/saved.js';
import { myViews, viewName } from './names.js';

/** A view as one goes to it. `view`: one that everybody of the role has; null: a kept one. */
export interface Spot { readonly key: string; readonly name: string; readonly filter: Filter; readonly query: LocationQueryRaw; readonly view: View | null }

const given = computed<readonly (Spot & { readonly group: string })[]>(() => myViews().flatMap((g) => g.views.map((view) => ({ key: view.id, name: viewName(view.id), filter: view.filter, query: queryOf(view.filter), view, group: g.id }))));
const kept = computed<readonly Spot[]>(() => saved.value.map((v) => ({ key: v.id, name: v.name, filter: filterOfView(v), query: addressOf(v), view: null })));
/** Every view, as the palette finds it. */
export const spots = computed<readonly Spot[]>(() => [...kept.value, ...given.value].filter((s, i, all) => all.findIndex((o) => keyOf(o.filter) === keyOf(s.filter) && o.name === s.name) === i));
/** Those that `G` and a digit lead to: one's own work, what is asked, then the kept ones. */
export const numbered = computed<readonly Spot[]>(() => [...given.value.filter((s) => s.group === 'work' || s.group === 'ask'), ...kept.value].slice(0, 9));
export const digitOf = (key: string): number | null => { const at = numbered.value.findIndex((s) => s.key === key); return at < 0 ? null : at + 1; };
