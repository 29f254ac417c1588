import { shallowRef } from 'vue';
import { call } from '../api/call.js';
import { lang } from '../i18n/lang.js';
import { book, said } from './book.js';

/** A unit grid with its outline, as `/api/cells` gives it. */
export interface CellFeature {
  readonly type: 'Feature';
  readonly geometry: { readonly type: 'Polygon' | 'MultiPolygon'; readonly coordinates: unknown };
  readonly properties: Readonly<Record<string, unknown>>;
}
export interface CellCollection { readonly type: 'FeatureCollection'; readonly features: readonly CellFeature[] }

export const cells = shallowRef<CellCollection | null>(null);
const byCode = shallowRef<ReadonlyMap<string, CellFeature>>(new Map());
let asked: Promise<void> | null = null;
let from: 'GET /api/cells' | 'GET /api/public/cells' = 'GET /api/cells';
/** For pages without a sign-in: outlines and names only. To be said before anybody wants cells. */
export const publicCells = (): void => { from = 'GET /api/public/cells'; };

/** Fetches the cells once; they are a few hundred kilobytes in a city, so nobody waits for them. */
export function wantCells(): Promise<void> {
  asked ??= call(from, {}).then((answer) => { knowCells(answer as CellCollection); }).catch(() => { asked = null; });
  return asked;
}
/** The cells as they were kept on this device: nobody asks the server for them again. */
export function knowCells(kept: CellCollection): void {
  asked ??= Promise.resolve();
  cells.value = kept;
  byCode.value = new Map(kept.features.map((f) => [codeOf(f), f]));
}
/** Fetches them again where somebody has wanted them: others have come into force. What is the same costs a question. */
export async function renewCells(): Promise<void> {
  if (!asked) return;
  const answer = await call(from, {}).catch(() => null) as CellCollection | null;
  if (answer !== null && JSON.stringify(answer) !== JSON.stringify(cells.value)) knowCells(answer);
}

export const codeOf = (f: CellFeature): string => { const p = f.properties; return String(p['code'] ?? p['id'] ?? (f as { id?: unknown }).id ?? ''); };
const named = (p: Readonly<Record<string, unknown>>): string => { const name = p[lang.value] ?? p['name'] ?? p['zh']; return typeof name === 'string' ? name : ''; };

/** The township a cell lies in, from the first nine digits of its code. */
export const townshipName = (cell: string | null): string => said(book.value?.townships.find((t) => cell?.startsWith(t.code) ?? false)) ?? '';
/** What people call a cell; its last six digits while the name is not known, or where names are Chinese only. */
export function cellName(cell: string | null): string {
  if (cell === null) return '';
  const name = byCode.value.has(cell) ? named(byCode.value.get(cell)?.properties ?? {}) : '';
  return name === '' || (lang.value === 'en' && /\p{Script=Han}/u.test(name)) ? `…${cell.slice(-6)}` : name;
}
