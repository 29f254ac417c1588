import { useQuery } from '@tanstack/vue-query';
import { toValue, type MaybeRefOrGetter } from 'vue';
import type { CellCrs } from '#contract';
import { call } from '../../shared/api/call.js';
import { ProblemError } from '../../shared/api/failure.js';
import { queries } from '../../shared/api/queries.js';
import { me } from '../../shared/session/session.js';
import { t } from './words.js';

/** Who draws cells, and says who answers for them. */
export const mayDraw = (): boolean => me.value?.role === 'operator' || me.value?.role === 'supervisor';
export const useDrafts = () => useQuery({ queryKey: ['cell-drafts'], queryFn: () => call('GET /api/cells/drafts', { query: { limit: 50 } }), staleTime: 0 });
export const useDraft = (id: MaybeRefOrGetter<string>) => useQuery({ queryKey: ['cell-drafts', id], queryFn: () => call('GET /api/cells/drafts/{id}', { path: { id: toValue(id) }, timeout: 60_000 }), staleTime: 0 });
export const useResponsible = () => useQuery({ queryKey: ['cells-responsible'], queryFn: async () => new Map((await call('GET /api/cells/responsible', {})).map((r) => [r.cell as string, r])), staleTime: 0 });
export const renew = async (...key: string[]): Promise<void> => { await queries.invalidateQueries({ queryKey: key }); };
export const DRAFT_TONE = { draft: '', submitted: 'chip-yellow', approved: 'chip-green', rejected: 'chip-red', withdrawn: '' } as const;

/** What the server refused, one sentence a fault. */
export const refusals = (error: unknown): string[] => (error instanceof ProblemError ? (error.problem.errors ?? []).map((e) => e.message) : []);

const zones = Array.from({ length: 21 }, (_, i) => ({ zone: 25 + i, meridian: 75 + i * 3, withNumber: `epsg:${4513 + i}` as CellCrs, without: `epsg:${4534 + i}` as CellCrs }));
/** The coordinate systems a file may be in, those near the county first. */
export function crsChoices(lon: number): { readonly value: CellCrs; readonly label: string }[] {
  const near = [...zones].sort((a, b) => Math.abs(a.meridian - lon) - Math.abs(b.meridian - lon));
  return [{ value: 'wgs84', label: t('file.wgs84') }, { value: 'gcj02', label: t('file.gcj02') }, ...near.flatMap((z) => [{ value: z.without, label: t('file.meridian', { meridian: z.meridian }) }, { value: z.withNumber, label: t('file.zone', { zone: z.zone, meridian: z.meridian }) }])];
}
/** `123 m²`, `1.25 km²`. */
export const areaText = (m2: number): string => (m2 >= 100_000 ? `${(m2 / 1e6).toFixed(2)} km²` : `${Math.round(m2)} m²`);
