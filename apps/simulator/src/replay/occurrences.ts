import { kindOf, type Mapping } from '../mapping/mapping.js';
import { classify } from '../mapping/classify.js';
import { cityAt } from '../mapping/cities.js';
import type { County } from '../county/county.js';
import { folded } from '../county/fold.js';
import type { Point } from '../county/geometry.js';
import type { Occurrence } from '../play/occurrence.js';
import type { ServiceRequest } from '../source/request.js';
import type { Seen } from '../source/window.js';

/** How the records were understood, for the summary. */
export class Understood {
  city: string | null = null;
  readonly categories = new Map<string, { count: number; by: string; condition: string }>();
  placeless = 0;

  note(category: string, by: string, condition: string): void {
    const known = this.categories.get(category);
    if (known) known.count++;
    else this.categories.set(category, { count: 1, by, condition });
  }
}

/** A record that says nothing of how long it took is done within a day of the data's own time. */
const USUAL = 24 * 3_600_000;

/**
 * City records as occurrences in the county: the category in the county's catalogue, the place folded into the town's grid,
 * repeats merged, what the city found nothing in refused, what is open in the data left in handling.
 */
export async function* occurrences(records: AsyncIterable<Seen>, county: County, given: Mapping | null, understood: Understood): AsyncGenerator<Occurrence> {
  let began: number | null = null;
  let mapping = given;
  let place: ((at: Point) => Point) | null = null;
  for await (const { request, repeats, original } of records) {
    began ??= request.requestedAt;
    if (request.lon !== null && request.lat !== null && place === null) {
      mapping ??= cityAt(request.lon, request.lat);
      understood.city = mapping?.city ?? null;
      const centre = mapping?.centre ?? [request.lon, request.lat];
      place = folded({ lon: centre[0], lat: centre[1] }, county.box);
    }
    const at = place !== null && request.lon !== null && request.lat !== null ? place({ lon: request.lon, lat: request.lat }) : null;
    if (at === null) understood.placeless++;
    yield occurrenceOf(request, repeats, original, at, began, mapping, county, understood);
  }
}

function occurrenceOf(request: ServiceRequest, awaits: readonly string[], repeats: string | null, place: Point | null, began: number, mapping: Mapping | null, county: County, understood: Understood): Occurrence {
  const classified = classify(request, mapping);
  const reported = classified.reported !== null && county.knows(classified.reported.conditionId) ? classified.reported : null;
  const filed = county.knows(classified.filed.conditionId) ? classified.filed : kindOf('E0698-1');
  understood.note(request.category, classified.by, reported?.conditionId ?? 'not sure');
  // What a person has to look at first comes in as "not sure": the automation leaves it alone.
  const looked = repeats !== null || request.invalid;
  return {
    name: request.id, after: request.requestedAt - began, lasts: request.closedAt === null ? USUAL : request.closedAt - request.requestedAt,
    place, source: 'grid-member', reported: looked ? null : reported, filed, text: request.text, repeats, awaits,
    ends: request.invalid ? { stage: 'refused', code: 'not-true', note: '现场未发现所反映问题' } : request.closedAt === null ? { stage: 'handling' } : { stage: 'closed' },
  };
}
