import type { County } from '../county/county.js';
import type { Options } from '../options.js';
import type { Occurrence } from '../play/occurrence.js';
import { read } from '../source/read.js';
import type { ServiceRequest } from '../source/request.js';
import { ahead } from '../source/window.js';
import { occurrences, Understood } from './occurrences.js';

/** So many records are read ahead to find repeats of each other. */
const WINDOW = 2_000;

/** The records of a file as occurrences in the county, together with how they were understood. */
export function replayOf(options: Pick<Options, 'layout' | 'mapping' | 'limit' | 'from' | 'to'> & { readonly data: string }, county: County, skipped: (why: string) => void): { list: AsyncGenerator<Occurrence>; understood: Understood } {
  const understood = new Understood();
  return { list: occurrences(ahead(chosen(read(options.data, options.layout, skipped), options), WINDOW), county, options.mapping, understood), understood };
}

async function* chosen(records: AsyncIterable<ServiceRequest>, { limit, from, to }: Pick<Options, 'limit' | 'from' | 'to'>): AsyncGenerator<ServiceRequest> {
  let taken = 0;
  for await (const record of records) {
    if ((from !== null && record.requestedAt < from) || (to !== null && record.requestedAt >= to)) continue;
    if (limit !== null && taken++ >= limit) return;
    yield record;
  }
}

/** How the records were understood, in lines for people. */
export function understoodLines({ city, categories, placeless }: Understood): string[] {
  const rows = [...categories].sort((a, b) => b[1].count - a[1].count);
  return [
    `city ${city ?? 'unknown: categories by their words'}${placeless === 0 ? '' : `, ${placeless.toLocaleString('en')} records without a place`}`,
    ...rows.slice(0, 12).map(([name, { count, by, condition }]) => `  ${String(count).padStart(7)} × ${name || '(no category)'} → ${condition}${by === 'table' ? '' : ` (${by === 'words' ? 'by its words' : 'no rule'})`}`),
    ...(rows.length > 12 ? [`  … and ${rows.length - 12} more categories`] : []),
  ];
}
