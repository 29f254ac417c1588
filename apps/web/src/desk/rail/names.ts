import { PART_WORDS } from '#contract';
import { STAGES } from '#domain';
import { filterOf, keyOf, type Filter } from '../../shared/case/filter.js';
import { personName } from '../../shared/book/people.js';
import { viewsFor, type View } from '../../shared/case/views.js';
import { departmentName, words } from '../../shared/book/words.js';
import { lang } from '../../shared/i18n/lang.js';
import { t } from '../words.js';
import { me } from '../../shared/session/session.js';
import { saved } from '../views/saved.js';

/** What people call a view. */
export function viewName(id: View['id'] | 'closed'): string {
  const stage = STAGES.find((s) => s === id);
  if (stage) return words.value.stage[stage];
  switch (id) {
    case 'todo': return t('view.todo');
    case 'mine': return t('view.mine');
    case 'requests': return t('view.requests');
    case 'asked': return t('view.asked');
    case 'ruling': return t('view.disputed');
    case 'supervised': return t('view.supervised');
    case 'rework': return t('view.rework');
    case 'soon': return t('view.soon');
    case 'tasks': return t('view.tasks');
    case 'open': return t('view.open');
    case 'red': return words.value.light.red;
    case 'yellow': return words.value.light.yellow;
    case 'parked': return t('view.parked');
    default: return id;
  }
}

/** The views of whoever is signed in. */
export const myViews = (): ReturnType<typeof viewsFor> => (me.value ? viewsFor(me.value.role, me.value.id, me.value.department) : []);

/** What a figure counted, and over which days: the list behind a number says whose list it is. */
function countedTitle(part: NonNullable<Filter['counted']>, { from, to, for: department, whose, lacking }: Filter): string {
  const days = from === to ? from : `${from} – ${to}`;
  return [PART_WORDS[part][lang.value], from && days, department && departmentName(department), whose && personName(whose), lacking && t(`view.lacking.${lacking}`)].filter(Boolean).join(' · ');
}

/** The heading over a list: a known view's name, or that somebody has put a filter together. */
export function titleOf(filter: Filter): string {
  const key = keyOf(filter), view = myViews().flatMap((g) => g.views).find((v) => keyOf(v.filter) === key);
  if (view) return viewName(view.id);
  const kept = saved.value.find((v) => keyOf(filterOf(Object.fromEntries(new URLSearchParams(v.query)))) === key);
  if (filter.counted !== undefined) return countedTitle(filter.counted, filter);
  if (!kept && filter.ids !== undefined) return t('view.chosen', { n: filter.ids.length });
  return kept ? kept.name : filter.q !== undefined ? t('view.search', { q: filter.q }) : t('view.filtered');
}
