import type { LeagueQuery, SchemeView } from '#contract';

/** The cells that areas are compared as. */
export const AREAS = Object.keys({ township: 0, community: 0, cell: 0 } satisfies Record<LeagueQuery['by'], 0>) as readonly LeagueQuery['by'][];
export const NAMES = ['scheme', 'by', 'try'] as const;
export interface Ask { readonly scheme: string | null; readonly by: LeagueQuery['by']; readonly trying: boolean }
export function askOf(own: Readonly<Partial<Record<(typeof NAMES)[number], string>>>): Ask {
  return { scheme: own.scheme ?? null, by: AREAS.find((a) => a === own.by) ?? 'township', trying: own.try === '1' };
}
/** The schemes that a reader is offered: areas are for those who see all of them. */
export const offered = <S extends Pick<SchemeView, 'unit'>>(schemes: readonly S[], seesAll: boolean): readonly S[] => schemes.filter((s) => seesAll || s.unit !== 'area');
