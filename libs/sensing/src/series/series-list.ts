import type { SeriesView } from '#contract';
import { writeLog } from '#directory';
import { QUALITIES, type Actor } from '#domain';
import { Database, Hints } from '#platform';
import { Injectable } from '@nestjs/common';
import { Registry, SERIES } from './registry.js';

interface Row { id: string; device: string; metric: string; unit: string | null; codes: string[]; attributes: Record<string, number>; at: string | null; received_at: string | null; value: number | null; quality: number | null; code: number | null }

/** What devices measure, for screens. */
@Injectable()
export class SeriesList {
  constructor(private readonly database: Database, private readonly registry: Registry, private readonly hints: Hints) {}

  of(device: string): Promise<SeriesView[]> { return this.read('s.device = $1', device); }
  async find(id: string): Promise<SeriesView | null> { return (await this.read('s.id = $1', id))[0] ?? null; }

  /** The numbers that thresholds may name, all of them; the engine is told at its next reading. What changed stands in the log of the device. Null: no such series. */
  async describe(actor: Actor, id: string, attributes: Readonly<Record<string, number>>): Promise<SeriesView | null> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.query<Pick<Row, 'device' | 'metric' | 'attributes'>>('select device, metric, attributes from series where id = $1 for update', [id]);
      if (row === undefined) return;
      const changed = [...new Set([...Object.keys(row.attributes), ...Object.keys(attributes)])].filter((name) => row.attributes[name] !== attributes[name]);
      if (changed.length === 0) return;
      await tx.query('update series set attributes = $2 where id = $1', [id, JSON.stringify(attributes)]);
      await writeLog(tx, [{ by: actor.id, subject: `device:${row.device}`, act: 'changed', changes: Object.fromEntries(changed.map((name) => [`${row.metric} ${name}`, { was: row.attributes[name] ?? null, is: attributes[name] ?? null }])) }]);
    });
    this.registry.doubt();
    this.hints.publish(SERIES);
    return this.find(id);
  }

  private async read(where: string, param: string): Promise<SeriesView[]> {
    const rows = await this.database.query<Row>(`select s.id, s.device, s.metric, s.unit, s.codes, s.attributes, l.at, l.received_at, l.value, l.quality, l.code from series s left join series_last l on l.series = s.id where ${where} order by s.metric, s.id`, [param]);
    await this.registry.fresh();
    return rows.map((r) => ({
      id: r.id, device: r.device, metric: r.metric, unit: r.unit, codes: r.codes, attributes: r.attributes, urgent: this.registry.byId(r.id)?.urgent ?? false,
      last: r.at === null ? null : { at: Number(r.at), receivedAt: Number(r.received_at), value: r.value ?? 0, quality: QUALITIES[r.quality ?? 0] ?? 'uncertain', code: r.code === null || r.code < 0 ? null : (r.codes[r.code] ?? null) },
    }));
  }
}
