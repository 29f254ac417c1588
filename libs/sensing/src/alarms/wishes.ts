/** Ids of the queue `trigger`: an alarm that wants a case, a case that its alarms look at, a storm that may be over. */
export type Wish = { readonly of: 'alarm' | 'case' | 'storm'; readonly id: string };

export function wishOf(id: string): Wish {
  const [of, rest = ''] = id.split('/');
  if (of !== 'alarm' && of !== 'case' && of !== 'storm') throw new Error(`the queue trigger knows nothing called ${id}`);
  return { of, id: rest };
}

/** So many of one record are poked; the sweep finds the rest within moments. */
export const POKE_ALL = 1_000;
