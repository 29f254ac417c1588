import { Devices, REFERENCE } from '#directory';
import type { SeriesSpec, TriggerRule } from '#domain';
import { Database, Hints } from '#platform';
import type { DeviceView } from '#contract';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { conversionOf, ucumOf, type Conversion } from '../protocols/units.js';
import { ME, type Sample } from '../protocols/sample.js';
import { metricsOf, OF_THE_DEVICE } from './metrics.js';
import { PARTITIONS } from './partition.js';
import { registerSeries, SERIES_COLUMNS, type SeriesRow, type SeriesWish } from './register.js';

/** Said when series, or what senders call them, have changed. */
export const SERIES = 'series';

/** A series as readings meet it: where its partition knows it, and what its values are kept in. */
export interface SeriesRef {
  readonly id: string; readonly device: string; readonly metric: string; readonly unit: string | null; readonly partition: number; readonly number: number; readonly codes: ReadonlyMap<string, number>;
  readonly attributes: Readonly<Record<string, number>>;
  /** A rule for life safety watches it: its readings go first and are never turned away. */
  urgent: boolean;
}
export type Unresolved = 'unknown-device' | 'unknown-metric' | 'not-allowed' | 'unit';
/** Hints come in flocks while many devices are heard for the first time: they are followed so often at most. */
const PATIENCE_MS = 500;
const SERIES_STAMP = `select concat_ws('.', sum(hashtext(anchor || attributes::text)), sum(cardinality(codes))) from series`;
/** How devices, names, loggers and the series up to one stand; the same with every series; and the newest of them: in one statement, as of one moment. */
const STAMP = `with rest as materialized (select concat_ws('/', (select concat_ws('.', count(*), max(changed_at), sum(version)) from device), (select concat_ws('.', count(*), sum(hashtext(to_device || coalesce(to_metric, '')))) from sender_name), (select concat_ws('.', count(*), sum(hashtext(device || password))) from adopted_logger)) as stamp)
  select concat_ws('/', stamp, (${SERIES_STAMP} where id <= $1)) as stamp, concat_ws('/', stamp, (${SERIES_STAMP})) as next, (select coalesce(max(id), 0)::text from series) as newest from rest`;
interface LoggerRow { number: string; device: string; password: string }
interface NameRow { account: string; device: string; metric: string; to_device: string; to_metric: string | null }

/** What the register of devices makes of the names that senders use, and the series behind them. Kept in memory, read again when the register or a series changes anywhere. */
@Injectable()
export class Registry implements OnModuleDestroy {
  private devices = new Map<string, DeviceView>();
  private bySender = new Map<string, DeviceView[]>();
  private names = new Map<string, NameRow>();
  private loggers = new Map<string, LoggerRow>();
  private series = new Map<string, Map<string, SeriesRef>>();
  private parts: SeriesRef[][] = [];
  private specs: SeriesSpec[][] = [];
  private readonly conversions = new Map<string, Conversion | null>();
  private found = new Map<string, SeriesRef>();
  private stamp = '';
  private stampedTo = '0';
  private lookedAt = -Infinity;
  private byNumber = new Map<string, SeriesRef>();
  private rules: readonly TriggerRule[] = [];
  private loading: Promise<void> | null = null;
  private stale: boolean | 'hint' = true;
  private readonly stops: readonly (() => void)[];
  /** Changes whenever a series, or what is known of its device, does. */
  revision = 0;

  constructor(private readonly database: Database, private readonly register: Devices, private readonly hints: Hints, @Inject(PARTITIONS) private readonly partitions: number) {
    const doubt = (): void => { this.stale ||= 'hint'; };
    this.stops = [hints.subscribe(REFERENCE, doubt), hints.subscribe(SERIES, doubt)];
  }

  onModuleDestroy(): void { for (const stop of this.stops) stop(); }

  /** Reads what has changed; cheap where nothing has. */
  async fresh(): Promise<void> {
    if (this.loading !== null) await this.loading;
    if (!this.stale || (this.stale === 'hint' && performance.now() - this.lookedAt < PATIENCE_MS)) return;
    this.loading ??= this.load().catch((error: unknown) => { this.stale = true; throw error; }).finally(() => { this.loading = null; });
    await this.loading;
  }

  /** Asks the database whether something has changed that no hint told of. */
  doubt(): void { this.stale = true; }

  device(id: string): DeviceView | null { return this.devices.get(id) ?? null; }
  /** The device that an account means by a name; null: none that the register knows. */
  deviceBy(account: string, name: string): string | null { return this.deviceOf(account, name)?.id ?? null; }
  /** Whether an account sends for what it calls by this name. */
  speaksFor(account: string, name: string): boolean {
    const device = this.deviceOf(account, name);
    return device !== undefined && device.active && (device.account === account || device.id === account);
  }
  /** The device in use that a logger's number means, and the digest of the password that it was adopted with; without one its number is enough. Null: there is none. */
  logger(number: string): { readonly device: DeviceView; readonly password: string | null } | null {
    const adopted = this.loggers.get(number.toUpperCase()), device = adopted === undefined ? (this.devices.get(number) ?? this.devices.get(number.toLowerCase())) : this.devices.get(adopted.device);
    return device?.active === true ? { device, password: adopted?.password ?? null } : null;
  }
  all(): Iterable<DeviceView> { return this.devices.values(); }
  ofDevice(device: string): SeriesRef[] { return [...(this.series.get(device)?.values() ?? [])]; }
  byId(id: string): SeriesRef | null { return this.byNumber.get(id) ?? null; }
  place(partition: number, number: number): SeriesRef | null { return this.parts[partition]?.[number] ?? null; }
  /** The series of a partition by number, as the engine is told of them. The same object for as long as nothing about it changes. */
  specsOf(partition: number): readonly SeriesSpec[] { return this.specs[partition] ?? []; }

  /** The series of a sample, or why there is none; `null`: a known device measures or says something new, which `admit` makes a series of. */
  resolve(account: string | null, sample: Sample): SeriesRef | Unresolved | null {
    const key = `${account ?? ''}\n${sample.device}\n${sample.metric}`, known = this.found.get(key);
    if (known !== undefined) return sample.code === undefined || known.codes.has(sample.code) ? known : null;
    if (account === null) return 'unknown-device';
    const name = this.names.get(`${account}\n${sample.device}\n${sample.metric}`), device = name === undefined ? this.deviceOf(account, sample.device) : this.devices.get(name.to_device);
    if (device === undefined) return 'unknown-device';
    if (!device.active || (device.account !== account && device.id !== account)) return 'not-allowed';
    const metric = name?.to_metric ?? sample.metric, ref = this.series.get(device.id)?.get(metric);
    if (ref === undefined) return this.measures(device, metric, sample, name !== undefined) ? null : 'unknown-metric';
    this.found.set(key, ref);
    return sample.code === undefined || ref.codes.has(sample.code) ? ref : null;
  }

  /** Makes series of what known devices say for the first time. */
  async admit(account: string, samples: readonly Sample[]): Promise<void> {
    const wishes = samples.flatMap((sample): SeriesWish[] => {
      const name = this.names.get(`${account}\n${sample.device}\n${sample.metric}`), device = name === undefined ? this.deviceOf(account, sample.device) : this.devices.get(name.to_device);
      if (device === undefined) return [];
      const metric = name?.to_metric ?? sample.metric, own = metricsOf(device)[0] === metric && device.unit !== null ? device.unit : sample.unit;
      return [{ device: device.id, metric, unit: own === null ? null : (ucumOf(own) ?? own), anchor: device.asset ?? device.id, code: sample.code ?? null }];
    });
    if (wishes.length === 0) return;
    this.fill(await this.database.transaction((tx) => registerSeries(tx, wishes, this.partitions)));
    this.revision++;
    this.hints.publish(SERIES);
  }

  /** A value in the unit of its series; null: the two units do not go together. */
  valueOf(ref: SeriesRef, sample: Sample): number | null {
    if (sample.unit === null || ref.unit === null || sample.unit === ref.unit || sample.code !== undefined) return sample.value;
    const key = `${sample.unit}\n${ref.unit}`;
    let conversion = this.conversions.get(key);
    if (conversion === undefined) this.conversions.set(key, (conversion = conversionOf(sample.unit, ref.unit)));
    return conversion === null ? null : sample.value * conversion.factor + conversion.offset;
  }

  /** Which series go first from now on. */
  judgedBy(rules: readonly TriggerRule[]): void {
    this.rules = rules;
    for (const of of this.series.values()) for (const ref of of.values()) ref.urgent = this.isUrgent(ref.device, ref.metric);
  }

  private deviceOf(account: string, name: string): DeviceView | undefined {
    if (name === ME || name === '') return this.devices.get(account) ?? (this.bySender.get(account)?.length === 1 ? this.bySender.get(account)?.[0] : undefined);
    const renamed = this.names.get(`${account}\n${name}\n`);
    if (renamed !== undefined) return this.devices.get(renamed.to_device);
    const adopted = this.loggers.get(name.toUpperCase());
    return adopted !== undefined ? this.devices.get(adopted.device) : (this.devices.get(name) ?? this.devices.get(name.toLowerCase()));
  }

  /** What a device measures stands in the register; where it says nothing, everything. How a device itself is it may always say, and what it sees. */
  private measures(device: DeviceView, metric: string, sample: Sample, named: boolean): boolean {
    const listed = metricsOf(device);
    return named || listed.length === 0 || listed.includes(metric) || sample.code !== undefined || OF_THE_DEVICE.has(metric);
  }

  private isUrgent(device: string, metric: string): boolean {
    const kind = this.devices.get(device)?.kind;
    return kind !== undefined && this.rules.some((r) => r.action.lifeSafety && r.state === 'live' && r.scope.metric === metric && (r.scope.kinds.length === 0 || r.scope.kinds.includes(kind)));
  }

  /** Series only ever become more unless one of them is changed by hand: those that are new are read by their ids, and all of it only when something else has changed. */
  private async load(): Promise<void> {
    this.stale = false;
    this.lookedAt = performance.now();
    const [row] = await this.database.query<{ stamp: string; next: string; newest: string }>(STAMP, [this.stampedTo]);
    if (row === undefined) return;
    if (row.stamp !== this.stamp) {
      const [devices, names, loggers] = await Promise.all([this.register.list({}), this.database.query<NameRow>('select account, device, metric, to_device, to_metric from sender_name'), this.database.query<LoggerRow>('select number, device, password from adopted_logger')]);
      this.devices = new Map(devices.map((d) => [d.id, d]));
      this.bySender = new Map();
      for (const d of devices) if (d.account !== null && d.active) this.bySender.set(d.account, [...(this.bySender.get(d.account) ?? []), d]);
      this.names = new Map(names.map((n) => [`${n.account}\n${n.device}\n${n.metric}`, n]));
      this.loggers = new Map(loggers.map((l) => [l.number, l]));
      await this.settleAnchors();
      this.series = new Map();
      this.parts = [];
      this.byNumber = new Map();
      this.found = new Map();
      const before = this.specs;
      this.specs = [];
      this.fill(await this.database.query<SeriesRow>(`select ${SERIES_COLUMNS} from series`), before);
      this.stamp = '';
    } else if (BigInt(row.newest) > BigInt(this.stampedTo)) this.fill(await this.database.query<SeriesRow>(`select ${SERIES_COLUMNS} from series where id > $1`, [this.stampedTo]));
    else return;
    this.revision++;
    // The stamp is older than what was read after it: who changed something in between is noticed the next time.
    this.stampedTo = row.newest;
    this.stamp = row.next;
  }

  /** A device that was moved to another asset goes where that asset's series are: two probes in one manhole are judged by one engine. */
  private async settleAnchors(): Promise<void> {
    const rows = await this.database.query<{ device: string; anchor: string }>('select distinct device, anchor from series');
    const moved = rows.flatMap((r) => { const d = this.devices.get(r.device), anchor = d?.asset ?? r.device; return d === undefined || anchor === r.anchor ? [] : [{ device: r.device, anchor }]; });
    if (moved.length > 0) await this.database.transaction((tx) => registerSeries(tx, moved.map((m) => ({ ...m, metric: null, unit: null, code: null })), this.partitions));
  }

  private fill(rows: readonly SeriesRow[], before: readonly (readonly SeriesSpec[])[] = this.specs): void {
    for (const row of rows) {
      const ref: SeriesRef = { id: row.id, device: row.device, metric: row.metric, unit: row.unit, partition: row.partition, number: row.number, codes: new Map(row.codes.map((c, i) => [c, i])), attributes: row.attributes, urgent: this.isUrgent(row.device, row.metric) };
      let of = this.series.get(ref.device);
      if (of === undefined) this.series.set(ref.device, (of = new Map()));
      of.set(ref.metric, ref);
      this.byNumber.set(ref.id, ref);
      (this.parts[ref.partition] ??= [])[ref.number] = ref;
      const d = this.devices.get(ref.device), spec: SeriesSpec = { series: ref.number, device: ref.device, kind: d?.active === true ? d.kind : '', metric: ref.metric, asset: d?.asset ?? null, gateway: d?.gateway ?? null, cell: d?.cell ?? null, attributes: row.attributes, codes: row.codes };
      const old = before[ref.partition]?.[ref.number];
      (this.specs[ref.partition] ??= [])[ref.number] = old !== undefined && JSON.stringify(old) === JSON.stringify(spec) ? old : spec;
    }
    // A number that a series has left, or that is not known yet, is nobody's: the engine is told of a series that no rule watches.
    for (const specs of this.specs) if (specs !== undefined) for (let i = 0; i < specs.length; i++) specs[i] ??= { series: i, device: '', kind: '', metric: '', asset: null, gateway: null, cell: null, attributes: {}, codes: [] };
    this.found = new Map();
  }
}
