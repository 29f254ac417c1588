import { useKeys } from '../shared/keys/keys.js';
import type { Looking } from './look.js';
import { moved, turned } from './period.js';
import { t } from './words.js';

/** The keys that every page of the board with a period has: one step back and forth, another length, the filters. */
export function usePeriodKeys({ look, today, go }: Looking): void {
  const step = (by: -1 | 1) => (): void => { const next = moved(look.value, by, today.value); if (next) go(next); };
  useKeys([
    { keys: 'ArrowLeft', scope: 'everywhere', label: () => t('keys.earlier'), run: step(-1) },
    { keys: 'ArrowRight', scope: 'everywhere', label: () => t('keys.later'), run: step(1), when: () => look.value.to < today.value },
    ...(['day', 'week', 'month', 'quarter', 'year'] as const).map((period) => ({ keys: period.charAt(0), scope: 'everywhere' as const, label: () => t('keys.period'), run: (): void => go(turned(look.value, period, today.value)) })),
    { keys: 'f', scope: 'everywhere', label: () => t('keys.filter'), run: () => { document.getElementById('board-filter')?.focus(); } },
  ]);
}

/** One level up: from a class to all of them, from a cell to its township, from there to the county. */
export function useUpKey({ look, go }: Looking): void {
  const up = (): void => { const { area, category } = look.value; if (category !== undefined) go({ category: undefined }); else if (area !== undefined) go({ area: area.length > 9 ? area.slice(0, 9) : undefined }); };
  useKeys([{ keys: 'Backspace', scope: 'everywhere', label: () => t('keys.up'), run: up, when: () => look.value.area !== undefined || look.value.category !== undefined }]);
}
