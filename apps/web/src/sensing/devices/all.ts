import type { DeviceHealthView, DeviceView } from '#contract';
import { HEALTHS, type Health, type Light } from '#domain';
import { computed } from 'vue';
import { call } from '../../shared/api/call.js';
import { answers } from '../../shared/ui/initials.js';
import { WELL } from '../look.js';
import { useSensing } from '../live.js';

/** A device that is in use, and how it is; one that was never heard is of unknown health. */
export interface Standing { readonly device: DeviceView; readonly health: Health; readonly of: DeviceHealthView | null }

/** All devices in use with their health: what is ill first, and of it what has been so the longest. */
export function useStandings() {
  const list = useSensing('devices', 'active', (signal) => call('GET /api/devices', { query: { active: 'true' }, signal }));
  const health = useSensing('health', 'all', (signal) => call('GET /api/device-health', { signal }));
  const standings = computed<readonly Standing[]>(() => {
    const known = new Map((health.data.value?.rows ?? []).map((r) => [r.device, r]));
    return (list.data.value ?? []).map((device) => { const of = known.get(device.id) ?? null; return { device, of, health: of?.health ?? 'unknown' }; }).sort((a, b) => rank(a) - rank(b) || (a.of?.since ?? 0) - (b.of?.since ?? 0));
  });
  return { standings, there: computed(() => list.data.value !== undefined && health.data.value !== undefined), error: computed(() => list.error.value ?? health.error.value), again: (): void => { void list.refetch(); void health.refetch(); } };
}
const rank = ({ health, of }: Standing): number => (of?.fault ? 0 : health === 'online' ? 3 : health === 'unknown' ? 2 : 1);

/** How many there are of each health, in the order of the field; what nobody has is left out. */
export const countHealth = (all: readonly Standing[]): readonly { readonly health: Health; readonly n: number }[] => HEALTHS.map((health) => ({ health, n: all.filter((s) => s.health === health).length })).filter((c) => c.n > 0);

export interface Narrowing { readonly q?: string; readonly health?: string; readonly kind?: string; readonly department?: string; readonly faulty?: string }
export const narrowed = (all: readonly Standing[], { q, health, kind, department, faulty }: Narrowing): readonly Standing[] => all.filter((s) =>
  (health === undefined || s.health === health) && (kind === undefined || s.device.kind === kind) && (department === undefined || s.device.department === department) && (faulty === undefined || (s.of?.fault !== null && s.of !== null))
  && (q === undefined || answers(q, s.device.name, [s.device.id, s.device.gateway, s.device.asset].filter(Boolean).join(' ')) > 0 || s.device.id.includes(q.toLowerCase())));

/** On the map a device is a light, told by its shape as well. */
export const lightOf = ({ health }: Standing): Light => (health === 'unknown' ? 'paused' : WELL.includes(health) ? 'green' : health === 'silent' || health === 'faulty' ? 'red' : 'yellow');
