import { inRing } from '../shared/map/ring.js';
import type { Bounds, LonLat } from '../shared/map/sheet.js';

/** What the list beside the map is about: what is in view, or the cases of a group, a loop drawn by hand, a cell. */
export type Scope =
  | { readonly kind: 'view' } | { readonly kind: 'group'; readonly ids: ReadonlySet<string> }
  | { readonly kind: 'loop'; readonly ring: readonly LonLat[] } | { readonly kind: 'cell'; readonly code: string };
export const VIEW: Scope = { kind: 'view' };

interface Placed extends LonLat { readonly id: string; readonly cell: string | null }
export const inBounds = ({ lon, lat }: LonLat, [w, s, e, n]: Bounds): boolean => lon >= w && lon <= e && lat >= s && lat <= n;

/** The test for one scope, made once for many cases. `view`: what the map shows now; null while it is not known. */
export function within(scope: Scope, view: Bounds | null): (p: Placed) => boolean {
  switch (scope.kind) {
    case 'view': return (p) => view === null || inBounds(p, view);
    case 'group': return (p) => scope.ids.has(p.id);
    case 'cell': return (p) => p.cell === scope.code;
    case 'loop': { const ring = scope.ring.map(({ lon, lat }) => [lon, lat]); return (p) => inRing(p.lon, p.lat, ring); }
  }
}
