import { isFields, member, readJson, step, type Fields } from './json.js';
import { isoMoment } from './moment.js';
import { Parts, positionOf, type Found } from './parts.js';
import type { Decoded, Sample } from './sample.js';
import { words } from './words.js';

/** What describes an entity and is no reading of it (Smart Data Models, common schema). */
const META = new Set(['name', 'alternateName', 'description', 'address', 'areaServed', 'source', 'dataProvider', 'owner', 'seeAlso', 'category', 'image', 'serialNumber', 'controlledProperty', 'configuration', 'id', 'type', '@context', 'location', 'position', 'TimeInstant', 'observedAt', 'createdAt', 'modifiedAt', 'dateObserved', 'dateCreated', 'dateModified', 'scope']);

/**
 * A notification of NGSI-LD (FIWARE, ETSI GS CIM 009) or NGSIv2, normalized or keyValues: the entity is the device, each attribute with a number a metric.
 * Event time is `observedAt` (LD), the `TimeInstant` of the attribute or of the entity (v2), or `dateObserved`; never when the broker notified.
 */
export function ngsi(bytes: Uint8Array): Decoded {
  const parts = new Parts(), body = readJson(bytes, parts);
  if (body === undefined) return parts;
  const data = member(body, 'data');
  if (!Array.isArray(data)) parts.refuse('shape', '', 'no-notification', body);
  else data.forEach((entity: unknown, i) => read(parts, entity, `/data${step(i)}`));
  return parts;
}

function read(parts: Parts, entity: unknown, part: string): void {
  if (!isFields(entity)) return parts.refuse('shape', part, 'no-entity', entity);
  const attributes = Object.entries(entity).filter(([name]) => !META.has(name)), common = whenOf(entity), position = pointOf(entity['location'] ?? entity['position']);
  let none = true;
  for (const [name, said] of attributes) {
    const values = Array.isArray(said) ? said as unknown[] : [said];
    values.forEach((one, i) => {
      if (skipped(one)) return;
      none = false;
      attribute(parts, entity['id'], name, one, part + step(name) + (Array.isArray(said) ? step(i) : ''), common, position);
    });
  }
  if (none) parts.refuse('shape', part, 'no-attribute', entity);
}

/** Relations to other entities and names of places are no readings. */
const skipped = (said: unknown): boolean => ['Relationship', 'GeoProperty', 'LanguageProperty', 'VocabProperty', 'ListRelationship', 'geo:json', 'geo:point'].includes(words(member(said, 'type')));

function attribute(parts: Parts, device: unknown, metric: string, said: unknown, part: string, common: number | null | undefined, position: Sample['position'] | null): void {
  const detailed = isFields(said) && 'value' in said, metadata = member(said, 'metadata');
  const own = detailed ? said['observedAt'] ?? member(member(metadata, 'TimeInstant'), 'value') ?? member(member(metadata, 'dateObserved'), 'value') : undefined;
  const unit = detailed ? said['unitCode'] ?? member(member(metadata, 'unitCode'), 'value') ?? member(member(metadata, 'unit'), 'value') : undefined;
  const value = detailed ? said['value'] : said;
  const found: Found = { device, metric, value, at: own === undefined ? common : isoMoment(own), position, ...(unit !== undefined && { unit }) };
  parts.take(part, found, { id: device, [metric]: said });
}

/** The time of the whole entity: undefined when it says none, null when it cannot be. */
function whenOf(entity: Fields): number | null | undefined {
  const said = [entity['TimeInstant'], entity['observedAt'], entity['dateObserved']].map((one) => (isFields(one) ? one['value'] : one)).map((one) => (isFields(one) ? one['@value'] : one)).find((one) => one !== undefined);
  return said === undefined ? undefined : isoMoment(said);
}

/** A GeoJSON point, or NGSIv2's `geo:point` ("latitude, longitude"). */
function pointOf(said: unknown): Sample['position'] | null {
  const value = isFields(said) && 'value' in said ? said['value'] : said;
  if (typeof value === 'string') { const [lat, lon] = value.split(','); return positionOf(lon?.trim(), lat?.trim()); }
  const coordinates = member(value, 'coordinates');
  return member(value, 'type') === 'Point' && Array.isArray(coordinates) ? positionOf(coordinates[0], coordinates[1]) : null;
}
