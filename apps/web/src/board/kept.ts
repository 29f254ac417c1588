import { computed, type ComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useLook, type Look, type Looking } from './look.js';
import { addressOf } from './period.js';

export interface Kept<N extends string> {
  readonly looking: Looking;
  /** What the address says beside the look. */
  readonly own: ComputedRef<Readonly<Partial<Record<N, string>>>>;
  readonly turn: (patch: Readonly<Partial<Record<N, string | undefined>>>) => void;
}
/** A look of a page whose address holds more than days and filters: neither is lost when the other changes. */
export function useKept<N extends string>(names: readonly N[]): Kept<N> {
  const route = useRoute(), router = useRouter(), plain = useLook();
  const own = computed(() => Object.fromEntries(names.flatMap((name) => { const v = route.query[name]; return typeof v === 'string' && v !== '' ? [[name, v.slice(0, 64)]] : []; })) as Partial<Record<N, string>>);
  const to = (look: Look, more: object) => ({ name: route.name ?? 'figures', query: { ...addressOf(look, plain.today.value), ...more } });
  const looking: Looking = { ...plain, to: (patch) => to({ ...plain.look.value, ...patch } as Look, own.value), go: (patch) => { void router.push(looking.to(patch)); } };
  const turn: Kept<N>['turn'] = (patch) => { void router.push(to(plain.look.value, Object.fromEntries(Object.entries({ ...own.value, ...patch }).filter(([, v]) => v !== undefined && v !== '')))); };
  return { looking, own, turn };
}
