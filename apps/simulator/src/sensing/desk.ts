import {
  alarmInFullSchema, alarmsSchema, deviceHealthsSchema, deviceSchema, issuedTokenSchema, quarantineSchema, replayedSchema, ROUTES, seriesSchema, stormInFullSchema, stormSchema, triggerRuleInFullSchema,
  type AlarmInFull, type AlarmView, type ChangeDevice, type DeviceHealthView, type DeviceView, type NewDevice, type QuarantineView, type SeriesView, type StormInFull, type StormView, type TriggerRuleWish,
} from '#contract';
import { z } from 'zod';
import { Refused, type Session } from '../client/session.js';

type Written = { readonly [K in keyof NewDevice]?: NewDevice[K] | undefined } & Pick<NewDevice, 'id' | 'name' | 'kind'>;
const PAGE = 500;

/** What the centre reads of devices and alarms, and what the operator writes into the register: public routes, nothing else. */
export class Desk {
  constructor(private readonly operator: Session, private readonly centre: Session, private readonly run: string) {}

  async device(id: string): Promise<DeviceView | null> {
    return (await this.centre.ask('GET', `${ROUTES.devices.path}?q=${encodeURIComponent(id)}`, z.array(deviceSchema))).find((d) => d.id === id) ?? null;
  }

  add(device: Written): Promise<DeviceView> { return this.operator.ask('POST', ROUTES.addDevice.path, deviceSchema, device, { 'idempotency-key': `${this.run}/device/${device.id}` }); }
  change({ id, version }: DeviceView, change: ChangeDevice): Promise<DeviceView> {
    return this.operator.ask('PATCH', ROUTES.changeDevice.path.replace('{device}', id), deviceSchema, change, { 'if-match': `"v${version}"` });
  }

  /** A token of the device's account, for a week. */
  async token(device: string): Promise<{ readonly token: string; readonly account: string }> {
    return this.operator.ask('POST', ROUTES.issueDeviceToken.path.replace('{device}', device), issuedTokenSchema, { label: `simulator ${this.run}`.slice(0, 100), days: 7 });
  }

  /** What a sender calls a device is this one. */
  async called(account: string, device: string, known: string): Promise<void> {
    await this.operator.ask('POST', ROUTES.adoptDevice.path, replayedSchema, { account, device, as: { known } }, { 'idempotency-key': `${this.run}/called/${account}/${device}` });
  }

  /** What a device calls one of its metrics. */
  async named(account: string, device: string, metric: string, as: string): Promise<void> {
    await this.operator.ask('POST', ROUTES.nameMetric.path, replayedSchema, { account, device, metric, as });
  }

  series(device: string): Promise<SeriesView[]> { return this.centre.ask('GET', ROUTES.seriesOfDevice.path.replace('{device}', device), z.array(seriesSchema)); }

  /** All alarms of a device, the newest first. */
  async alarms(device: string): Promise<AlarmView[]> { return (await this.centre.ask('GET', `${ROUTES.alarms.path}?limit=${PAGE}&device=${device}`, alarmsSchema)).items; }
  alarm(id: string): Promise<AlarmInFull> { return this.centre.ask('GET', ROUTES.alarm.path.replace('{id}', id), alarmInFullSchema); }
  storms(): Promise<StormView[]> { return this.centre.ask('GET', ROUTES.storms.path, z.array(stormSchema)); }
  storm(id: string): Promise<StormInFull> { return this.centre.ask('GET', ROUTES.storm.path.replace('{id}', id), stormInFullSchema); }

  async health(device: string): Promise<DeviceHealthView | null> { return (await this.centre.ask('GET', ROUTES.deviceHealth.path, deviceHealthsSchema)).rows.find((r) => r.device === device) ?? null; }

  /** What of an account is in quarantine now. */
  quarantine(account: string): Promise<QuarantineView> { return this.centre.ask('GET', `${ROUTES.quarantine.path}?limit=${PAGE}&account=${encodeURIComponent(account)}`, quarantineSchema); }

  /** The version of a rule that is in force; null: none, or this program has no such rule. */
  async rule(id: string): Promise<{ readonly version: number; readonly rule: TriggerRuleWish } | null> {
    const full = await this.centre.ask('GET', ROUTES.triggerRule.path.replace('{rule}', id), triggerRuleInFullSchema).catch((error: unknown) => { if (error instanceof Refused && error.status === 404) return null; throw error; });
    const live = full?.versions.find((v) => v.state === 'live');
    return live === undefined ? null : { version: live.version, rule: live.rule };
  }
}
