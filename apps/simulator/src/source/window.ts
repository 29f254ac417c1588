import type { ServiceRequest } from './request.js';

export interface Seen {
  readonly request: ServiceRequest;
  /** The earlier record that this one repeats, where it was seen within the window. */
  readonly original: string | null;
  /** The ids of later records within the window that repeat this one. */
  readonly repeats: readonly string[];
}

/**
 * Reads `width` records ahead: puts records that are a little out of order back in order of time, and tells originals and
 * repeats of each other. Never holds more than the window.
 */
export async function* ahead(records: AsyncIterable<ServiceRequest>, width: number): AsyncGenerator<Seen> {
  const waiting: ServiceRequest[] = [];
  const repeats = new Map<string, string[]>();
  const originals = new Map<string, string>();
  const byId = new Map<string, ServiceRequest>();
  const pointing = new Map<string, ServiceRequest[]>();
  const link = (record: ServiceRequest, original: ServiceRequest): void => {
    const [first, second] = original.requestedAt <= record.requestedAt ? [original, record] : [record, original];
    if (first === second || originals.has(second.id) || originals.has(first.id)) return;
    originals.set(second.id, first.id);
    repeats.set(first.id, [...(repeats.get(first.id) ?? []), second.id]);
  };
  const leave = (): Seen => {
    const request = waiting.shift() as ServiceRequest;
    const seen = { request, original: originals.get(request.id) ?? null, repeats: repeats.get(request.id) ?? [] };
    originals.delete(request.id);
    repeats.delete(request.id);
    byId.delete(request.id);
    pointing.delete(request.duplicateOf ?? '');
    return seen;
  };
  for await (const record of records) {
    let at = waiting.length;
    while (at > 0 && (waiting[at - 1] as ServiceRequest).requestedAt > record.requestedAt) at--;
    waiting.splice(at, 0, record);
    byId.set(record.id, record);
    for (const other of pointing.get(record.id) ?? []) link(record, other);
    if (record.duplicateOf !== null) {
      pointing.set(record.duplicateOf, [...(pointing.get(record.duplicateOf) ?? []), record]);
      const other = byId.get(record.duplicateOf);
      if (other !== undefined) link(record, other);
    }
    if (waiting.length > width) yield leave();
  }
  while (waiting.length > 0) yield leave();
}
