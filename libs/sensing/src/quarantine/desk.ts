import type { Adopt, NameMetric, QuarantinedView, QuarantineFilter, QuarantineView, Replayed, UnknownDevice } from '#contract';
import { Devices, writeLog } from '#directory';
import type { Actor } from '#domain';
import { Clock, Database, Hints, ProblemError } from '#platform';
import { Injectable } from '@nestjs/common';
import { passwordDigest } from '../loggers/password.js';
import { decode } from '../protocols/decode.js';
import type { Envelope, Protocol } from '../protocols/protocol.js';
import type { Decoded, Sample } from '../protocols/sample.js';
import { Receiver } from '../receiver.js';
import { Registry, SERIES } from '../series/registry.js';

interface Row {
  id: string; reason: QuarantinedView['reason']; part: string; detail: string; code: string | null; params: Record<string, string | number> | null; protocol: string; account: string | null; device: string | null; metric: string | null; form: QuarantinedView['form']; raw: Buffer | null; envelope: Envelope | null; frame: Buffer | null; count: string;
  first_at: string; last_at: string; state: QuarantinedView['state']; settled_at: string | null; settled_by: string | null;
}
const COLUMNS = 'id, reason, part, detail, code, params, protocol, account, device, metric, form, raw, envelope, frame, count, first_at, last_at, state, settled_at, settled_by';
const SHOWN = 4_000;
/** Kept parts of an unknown device that its adoption replays at most, the newest first. */
const MOST_REPLAYED = 5_000;

/** What people do with what could not be taken: look at it, read it again after a fix, adopt the device that sent it, or let it be. */
@Injectable()
export class QuarantineDesk {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly receiver: Receiver, private readonly registry: Registry, private readonly devices: Devices, private readonly hints: Hints) {}

  async list({ reason, protocol, account, device, state, before, limit }: QuarantineFilter): Promise<QuarantineView> {
    const where = 'state = $1 and ($2::text is null or protocol = $2) and ($3::text is null or account = $3) and ($4::text is null or device = $4)', params = [state, protocol ?? null, account ?? null, device ?? null];
    const [rows, reasons] = await Promise.all([
      this.database.query<Row>(`select ${COLUMNS} from quarantine where ${where} and ($5::text is null or reason = $5) and ($6::bigint is null or last_at < $6) order by last_at desc, id limit $7`, [...params, reason ?? null, before ?? null, limit]),
      this.database.query<{ reason: QuarantinedView['reason']; rows: number; count: number; dropped: number }>(`select reason, count(*)::int as rows, sum(count)::int as count, coalesce(sum(count) filter (where raw is null), 0)::int as dropped from quarantine where ${where} group by reason order by count desc, reason`, params),
    ]);
    return { rows: rows.map(viewOf), reasons };
  }

  async unknownDevices(): Promise<UnknownDevice[]> {
    const rows = await this.database.query<{ account: string | null; device: string; protocols: string[]; metrics: string[]; count: string; first_at: string; last_at: string; passwords: number; adopted_as: string | null }>(
      `select account, q.device, array_agg(distinct protocol) as protocols, array_remove((array_agg(distinct metric))[1:50], null) as metrics, sum(count) as count, min(first_at) as first_at, max(last_at) as last_at, count(distinct envelope ->> 'password')::int as passwords, max(l.device) as adopted_as
       from quarantine q left join adopted_logger l on q.account is null and q.protocol = 'hj212' and l.number = upper(q.device)
       where state = 'kept' and reason = 'unknown-device' and q.device is not null group by account, q.device order by max(last_at) desc, q.device limit 1000`);
    return rows.map((r) => ({ account: r.account, device: r.device, protocols: r.protocols, metrics: r.metrics, count: Number(r.count), firstAt: Number(r.first_at), lastAt: Number(r.last_at), logger: r.passwords === 0 ? null : { passwords: r.passwords, adoptedAs: r.adopted_as } }));
  }

  /** Nothing is said of ids that are not kept any more: somebody else has settled them. */
  async dismiss(ids: readonly string[], actor: Actor): Promise<number> {
    return (await this.database.query(`update quarantine set state = 'dismissed', settled_at = $2, settled_by = $3 where id = any($1::uuid[]) and state = 'kept' returning id`, [ids, this.clock.now(), actor.id])).length;
  }

  replay(ids: readonly string[], actor: Actor): Promise<Replayed> { return this.again('id = any($1::uuid[])', [ids], actor); }

  /** Asked for twice it changes nothing more. @throws ProblemError unknown-value, and what adding a device throws */
  async adopt({ account, device, password, as }: Adopt, actor: Actor, key: string): Promise<Replayed> {
    const digest = account === null ? passwordDigest(device, password ?? '') : null;
    if (digest !== null && !(await this.spokeWith(device, digest))) throw unknown('/password', `no logger ${device} has spoken with this password`, `没有数采仪以编号 ${device} 和此口令发来数据`);
    const id = 'fresh' in as ? as.fresh.id : as.known;
    if ('fresh' in as) await this.devices.add(actor, { ...as.fresh, account: (as.fresh.account ?? account) as typeof as.fresh.account }, { id: key, said: { account, device, password, as } });
    else if ((await this.devices.find(as.known)) === null) throw unknown('/as/known', `there is no device ${as.known}`, `没有设备 ${as.known}`);
    if (account === null) return this.adoptLogger(device, digest ?? '', id, actor);
    if (id !== device.toLowerCase()) await this.called(account, device, '', id, null);
    this.registry.doubt();
    return this.again(`account = $1 and device = $2 and reason = 'unknown-device'`, [account, device], actor);
  }

  /** From now on its number with this password is the device, and with any other nobody; only what came with it is read again. */
  private async adoptLogger(number: string, password: string, device: string, actor: Actor): Promise<Replayed> {
    await this.database.transaction(async (tx) => {
      const made = await tx.query(
        `insert into adopted_logger as l (number, device, password, adopted_at, adopted_by) values (upper($1), $2, $3, $4, $5)
         on conflict (number) do update set device = excluded.device, password = excluded.password, adopted_at = excluded.adopted_at, adopted_by = excluded.adopted_by where (l.device, l.password) is distinct from (excluded.device, excluded.password) returning number`, [number, device, password, this.clock.now(), actor.id]);
      if (made.length > 0) await writeLog(tx, [{ by: actor.id, subject: `device:${device}`, act: 'changed', changes: { logger: { was: null, is: number } } }]);
    });
    this.registry.doubt();
    this.hints.publish(SERIES);
    const account = (await this.devices.find(device))?.account ?? device;
    return this.again(`account is null and protocol = 'hj212' and device = $1 and envelope ->> 'password' = $2 and reason = 'unknown-device'`, [number, password], actor, account);
  }

  private async spokeWith(number: string, password: string): Promise<boolean> {
    return (await this.database.query(`select 1 from quarantine where account is null and protocol = 'hj212' and device = $1 and envelope ->> 'password' = $2 union all select 1 from adopted_logger where number = upper($1) and password = $2 limit 1`, [number, password])).length > 0;
  }

  /** @throws ProblemError unknown-value where the device is unknown itself */
  async nameMetric({ account, device, metric, as }: NameMetric, actor: Actor): Promise<Replayed> {
    await this.registry.fresh();
    const known = this.registry.deviceBy(account, device);
    if (known === null) throw unknown('/device', `there is no device ${device}`, `没有设备 ${device}`);
    await this.called(account, device, metric, known, as);
    return this.again(`account = $1 and device = $2 and metric = $3 and reason = 'unknown-metric'`, [account, device, metric], actor);
  }

  private async called(account: string, device: string, metric: string, to: string, toMetric: string | null): Promise<void> {
    await this.database.query(`insert into sender_name (account, device, metric, to_device, to_metric) values ($1, $2, $3, $4, $5) on conflict (account, device, metric) do update set to_device = excluded.to_device, to_metric = excluded.to_metric`, [account, device, metric, to, toMetric]);
    this.registry.doubt();
    this.hints.publish(SERIES);
  }

  /** `account`: who vouches for it now. Settled first in the books only when the receiver has it: a crash between the two reads it again, and what was accepted is known. */
  private async again(where: string, params: readonly unknown[], actor: Actor, account?: string): Promise<Replayed> {
    const rows = await this.database.query<Row>(`select ${COLUMNS} from quarantine where state = 'kept' and raw is not null and ${where} order by last_at desc limit ${MOST_REPLAYED}`, params), done = { replayed: 0, readings: 0, duplicates: 0, again: 0 };
    for (const row of rows.reverse()) {
      const envelope: Envelope = row.envelope ?? { receivedAt: Number(row.first_at) }, { samples, refused } = this.read(row, envelope);
      // Its own row must not count it as kept once more while it is judged.
      await this.settled(row, actor);
      const { answers } = await this.receiver.receive({ samples, refused }, { account: account ?? row.account, protocol: row.protocol as Protocol, way: 'http', receivedAt: envelope.receivedAt, envelope, again: true, ...(row.form !== 'sample' && row.raw !== null && { raw: row.raw }) });
      done.replayed++;
      done.again += refused.length;
      for (const answer of answers) if (answer === 'accepted') done.readings++; else if (answer === 'duplicate') done.duplicates++; else done.again++;
    }
    return done;
  }

  private read({ form, raw, protocol }: Row, envelope: Envelope): Decoded {
    if (raw === null) return { samples: [], refused: [] };
    return form === 'sample' ? { samples: [JSON.parse(raw.toString('utf8')) as Sample], refused: [] } : decode(protocol as Protocol, raw, envelope);
  }

  /** A frame that is read again settles its parts with it. */
  private async settled({ id, form, frame }: Row, actor: Actor): Promise<void> {
    await this.database.query(`update quarantine set state = 'replayed', settled_at = $2, settled_by = $3 where state = 'kept' and (id = $1 or ($4::bytea is not null and frame = $4))`, [id, this.clock.now(), actor.id, form === 'frame' ? frame : null]);
  }
}

const unknown = (pointer: string, message: string, zh: string): ProblemError => new ProblemError('unknown-value', { errors: [{ pointer, code: 'unknown-value', message, zh }] });

function viewOf(row: Row): QuarantinedView {
  const { raw } = row, bytes = raw?.length ?? 0, beginning = raw?.subarray(0, SHOWN) ?? null, text = beginning?.toString('utf8') ?? null;
  return {
    id: row.id, reason: row.reason, part: row.part, detail: row.detail, said: row.code === null ? null : { code: row.code, params: row.params ?? {} }, protocol: row.protocol, account: row.account, device: row.device, metric: row.metric, form: row.form, raw: text === null ? null : text.includes('\uFFFD') ? (beginning?.subarray(0, SHOWN / 2).toString('hex') ?? null) : text, bytes,
    count: Number(row.count), firstAt: Number(row.first_at), lastAt: Number(row.last_at), state: row.state, settledAt: row.settled_at === null ? null : Number(row.settled_at), settledBy: row.settled_by,
  };
}
