import { STAGES } from '#domain';
import { keyOf, type Filter } from '../../shared/case/filter.js';
import { viewsFor, type View } from '../../shared/case/views.js';
import { words } from '../../shared/book/words.js';
import { t } from '../words.js';
import { me } from '../../shared/session/session.js';

/** What people call a view. */
export function viewName(id: View['id'] | 'closed'): string {
  const stage = STAGES.find((s) => s === id);
  if (stage) return words.value.stage[stage];
  switch (id) {
    case 'todo': return t('view.todo');
    case 'mine': return t('view.mine');
    case 'requests': return t('view.requests');
    case 'open': return t('view.open');
    case 'red': return words.value.light.red;
    case 'yellow': return words.value.light.yellow;
    case 'parked': return t('view.parked');
    default: return id;
  }
}

/** The heading over a list: a known view's name, or that somebody has put a filter together. */
export function titleOf(filter: Filter): string {
  const view = me.value ? viewsFor(me.value.role, me.value.id).flatMap((g) => g.views).find((v) => keyOf(v.filter) === keyOf(filter)) : undefined;
  return view ? viewName(view.id) : filter.q !== undefined ? t('view.search', { q: filter.q }) : t('view.filtered');
}
