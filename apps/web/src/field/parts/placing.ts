import { computed, watch, type Ref } from 'vue';
import { cellName } from '../../shared/book/places.js';
import { cells, who, type Draft, type DraftPlace } from '../engine/index.js';
import { t } from '../pages/words.js';
import { answersFor, cellAt } from './ground.js';
import { here, hereState, locate, POOR } from './here.js';

/** A draft this old is about where somebody was then, not about where they are now. */
const OLD = 10 * 60_000;
const old = (draft: Draft): boolean => draft.place !== null && Date.now() - draft.at > OLD;

/** Where a report is: it follows the phone until somebody puts it by hand, and says in words what is known. `still`: it no longer follows. */
export function usePlacing(draft: Ref<Draft | null>, still: () => boolean, follow: (place: DraftPlace) => void) {
  watch(here, (fix) => {
    const d = draft.value;
    if (fix === null || d === null || still() || d.place?.by === 'hand' || old(d)) return;
    follow({ lon: fix.lon, lat: fix.lat, accuracy: fix.accuracy, by: 'fix' });
  });
  const cell = computed(() => { const p = draft.value?.place; return p && cells.value ? cellAt(cells.value.value, p) : null; });
  const place = computed(() => {
    const p = draft.value?.place;
    const name = cellName(cell.value);
    if (p?.by === 'hand') return { text: t('report.byHand', { cell: name }), amber: false };
    if (p) { const n = Math.round(p.accuracy ?? 0); return n > POOR ? { text: t('report.poorAt', { n, cell: name }), amber: true } : { text: t('report.at', { n, cell: name }), amber: false }; }
    return hereState.value === 'denied' ? { text: t('report.denied'), amber: true } : hereState.value === 'none' ? { text: t('report.nofix'), amber: true } : { text: t('report.seeking'), amber: false };
  });
  const hint = computed(() => {
    if (!draft.value?.place || !cells.value) return null;
    if (cell.value === null) return t('report.nowhere');
    const own = who.value?.cells ?? [];
    return own.length > 0 && !answersFor(own, cell.value) ? t('report.foreign') : null;
  });
  /** A draft is taken up: the position is asked for, unless it has its own already. */
  const begin = (next: Draft): void => { if (!old(next)) locate(); };
  return { cell, place, hint, begin };
}
