import { Injectable } from '@nestjs/common';
import { remark, signalSchema, type SignalBody } from '#contract';
import { Devices, Directory, type DeviceOf } from '#directory';
import type { Instant, ReportId, UserId } from '#domain';
import { Clock, Database, faultsOf, uuid, type Parked, type WorkSource } from '#platform';
import { Filer, type Filing } from './filing.js';
import { fingerprint } from './fingerprint.js';
import { settlePlace } from './place.js';
import { writeFiled } from './report-store.js';
import { severityOf, unknownNames } from './rules.js';

/** A device that is less sure than this is remarked. */
const UNSURE = 0.6;
/** A device's clock may be off by this much before it is worth a word; limits count from the receiving in any case. */
const OFF = 5 * 60_000;

interface SignalRow { id: string; device: UserId; body: unknown; received_at: string; read_at: string | null; parked_at: string | null }

/** The queue `ingest`: signals not yet read become cases, or join the open case that is certainly the same. */
@Injectable()
export class Ingest implements WorkSource {
  readonly queue = 'ingest';

  constructor(private readonly database: Database, private readonly directory: Directory, private readonly clock: Clock, private readonly filer: Filer, private readonly devices: Devices) {}

  async due(_now: number, limit: number): Promise<string[]> {
    return (await this.database.query<{ id: string }>('select id from signal where read_at is null and parked_at is null order by received_at, id limit $1', [limit])).map((r) => r.id);
  }

  async handle(id: string): Promise<void> {
    const [row] = await this.database.query<SignalRow>('select id, device, body, received_at, read_at, parked_at from signal where id = $1', [id]);
    if (row === undefined || row.read_at !== null || row.parked_at !== null) return;
    const body = bodyOf(row.body), filing = this.filing(row, body, (await this.devices.sentBy(row.device, { device: body.device, asset: body.asset })) ?? null);
    const outcome = await this.filer.file(filing, async (tx, filed) => {
      await writeFiled(tx, filing, filed);
      await tx.query('update signal set read_at = $2, case_id = $3 where id = $1', [id, filing.receivedAt, filed.case.id]);
    });
    if (!outcome.ok) throw new Error(`the door refused the signal: ${outcome.rejection.code}${outcome.rejection.field === undefined ? '' : ` (${outcome.rejection.field})`}`);
  }

  async park(id: string, reason: string, attempts: number): Promise<void> {
    await this.database.query('update signal set parked_at = $4, parked_reason = $2, attempts = $3 where id = $1 and read_at is null', [id, reason, attempts, this.clock.now()]);
  }

  async parked(): Promise<Parked[]> {
    const rows = await this.database.query<{ id: string; parked_reason: string; parked_at: string; attempts: number }>(
      'select id, parked_reason, parked_at, attempts from signal where parked_at is not null order by parked_at, id');
    return rows.map((r) => ({ id: r.id, reason: r.parked_reason, since: Number(r.parked_at), attempts: r.attempts }));
  }

  async unpark(id: string): Promise<boolean> {
    return (await this.database.query('update signal set parked_at = null, parked_reason = null where id = $1 and parked_at is not null returning id', [id])).length > 0;
  }

  /** Where the register knows the device, a case bears its name, and stands where it stands unless the signal says where. */
  private filing(row: SignalRow, body: SignalBody, known: DeviceOf | null): Filing {
    const device = this.directory.person(row.device);
    if (device === null) throw new Error(`there is no device ${row.device}`);
    const book = this.directory.book();
    const [unknown] = unknownNames(body.classId, body.conditionId, book);
    if (unknown !== undefined) throw new Error(unknown.message);
    const receivedAt: Instant = Number(row.received_at);
    const { place, cell, remarks } = settlePlace(body.position ?? standing(known), (p) => this.directory.locate(p));
    const off = body.observedAt - receivedAt;
    return {
      report: uuid() as ReportId, commandId: `signal:${row.id}`, fingerprint: fingerprint(body), actor: this.directory.actorOf(device),
      // A device that says how sure it is has looked; one that does not has measured.
      source: body.confidence === undefined ? 'sensor' : 'video-ai', classId: body.classId, conditionId: body.conditionId, severity: severityOf(body.classId, body.conditionId, book),
      place, cell, asset: body.asset ?? known?.asset ?? null, device: known?.id ?? row.device, text: body.text ?? known?.name ?? '', capturedAt: body.observedAt, receivedAt, photos: [], handled: null, sameAs: null, why: { code: 'device-alarm', device: known?.id ?? row.device },
      remarks: [...remarks, ...(off > OFF ? [remark('clock-off', off / 60_000)] : []), ...(body.confidence !== undefined && body.confidence < UNSURE ? [remark('low-confidence', body.confidence * 100)] : [])],
    };
  }
}

const standing = (known: DeviceOf | null): SignalBody['position'] => (known === null || known.lon === null || known.lat === null ? undefined : { lon: known.lon, lat: known.lat, crs: 'wgs84' });

/** Stored bodies were checked when they came; an older program's may fail a newer check. */
function bodyOf(stored: unknown): SignalBody {
  const read = signalSchema.safeParse(stored);
  if (read.success) return read.data;
  throw new Error(`the stored signal is not readable: ${faultsOf(read.error, 'body').map((f) => `${f.pointer} ${f.message}`).join('; ')}`);
}
