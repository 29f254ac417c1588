import { OPS_QUEUES, parkedFilterSchema, type ParkedWork as Line } from '#contract';
import { Database, Work } from '#platform';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';

type Filter = z.infer<typeof parkedFilterSchema>;

/** Work that was given up, with the words that an operator needs: the case it is about, the device that sent it, whom a message was for. */
@Injectable()
export class ParkedWork {
  constructor(private readonly work: Work, private readonly database: Database) {}

  /** The oldest first. */
  async list({ queue, q }: Filter): Promise<Line[]> {
    const parked = await this.work.parked();
    const lines = OPS_QUEUES.flatMap((name) => (queue === undefined || queue === name ? (parked[name] ?? []).map((p) => ({ queue: name, ...p })) : []));
    const [cases, signals] = await Promise.all([this.cases(lines.filter((l) => l.queue === 'settle').map((l) => l.id)), this.signals(lines.filter((l) => l.queue === 'ingest').map((l) => l.id))]);
    const told = lines.map(({ queue: of, id, reason, since, attempts }): Line => {
      const about = cases.get(id);
      return { queue: of, id, reason, since, attempts, case: about === undefined ? null : (id as Line['case']), number: about ?? null, what: of === 'ingest' ? (signals.get(id) ?? null) : of === 'deliver' || of === 'trigger' ? id : null };
    });
    const wish = q?.toLowerCase() ?? '';
    return told.filter((l) => wish === '' || [l.id, l.reason, l.number ?? '', l.what ?? ''].some((text) => text.toLowerCase().includes(wish))).sort((a, b) => a.since - b.since);
  }

  /** Sets them going again; answers how many there were. One that is no longer parked counts for nothing. */
  async retry(items: readonly Pick<Line, 'queue' | 'id'>[]): Promise<number> {
    let retried = 0;
    for (const { queue, id } of items) if (await this.work.retry(queue, id)) retried++;
    return retried;
  }

  private async cases(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    return new Map((await this.database.query<{ id: string; number: string }>('select id, number from cases where id = any($1::uuid[])', [ids])).map((c) => [c.id, c.number]));
  }

  private async signals(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (ids.length === 0) return new Map();
    return new Map((await this.database.query<{ id: string; device: string; name: string | null }>('select s.id, s.device, p.name from signal s left join person p on p.id = s.device where s.id = any($1::uuid[])', [ids])).map((s) => [s.id, s.name === null ? s.device : `${s.name} (${s.device})`]));
  }
}
