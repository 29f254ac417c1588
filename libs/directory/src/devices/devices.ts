import type { ChangeDevice, DeviceAction, DeviceFilter, DeviceInFull, DeviceView, Imported, IssuedCredential, NewCredential, NewDevice } from '#contract';
import type { Actor, DepartmentId, UserId } from '#domain';
import { Database, Hints, ProblemError, type FieldFault, type Tx } from '#platform';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Access } from '../access/access.js';
import { Credentials, readCredentials } from '../access/credentials.js';
import { Directory, REFERENCE } from '../directory.js';
import { carriedOut, readLog, writeLog, type Entry } from '../people/log.js';
import type { Command } from '../people/people.js';
import { readTokens } from '../people/roster.js';
import { remarksOn, wgs84 } from './place.js';
import { applyDevices, planDevices, type DeviceWish, type PlannedDevice } from './plan.js';
import { readDevices, type DeviceRecord } from './register.js';
import { readDeviceFile } from './sheet.js';

/** As much of a device as a signal needs: what it is called, where it stands, what it belongs to. */
export type DeviceOf = Pick<DeviceRecord, 'id' | 'name' | 'kind' | 'lon' | 'lat' | 'asset'> & { readonly department: DepartmentId | null };

/** The register of devices: what stands where and who sends for it. */
@Injectable()
export class Devices {
  constructor(private readonly database: Database, private readonly directory: Directory, private readonly access: Access, private readonly credentials: Credentials, private readonly hints: Hints) {}

  list(filter: DeviceFilter): Promise<DeviceView[]> { return readDevices(this.database, this.directory, filter); }

  async find(id: string): Promise<DeviceInFull | null> {
    const [device] = await readDevices(this.database, this.directory, {}, id);
    if (device === undefined) return null;
    const [tokenList, credentials, history] = await Promise.all([device.account === null ? [] : readTokens(this.database, device.account), device.account === null ? [] : readCredentials(this.database, { account: device.account }), readLog(this.database, `device:${id}`)]);
    return { ...device, tokenList, credentials, limit: device.account === null ? null : (this.directory.person(device.account)?.readingLimit ?? null), history, remarks: remarksOn(device, this.directory) };
  }

  /**
   * Which device a signal of this account comes from: the one that it names, else the one that has its asset, else the only one that the account sends for.
   * Null: the register does not know; `undefined` only for a named device that is not this account's.
   */
  async sentBy(account: UserId, { device, asset }: { readonly device?: string | undefined; readonly asset?: string | undefined } = {}): Promise<DeviceOf | null | undefined> {
    const found = await this.database.query<DeviceOf>('select id, name, kind, lon, lat, asset, department from device where account = $1 and active order by id limit 1000', [account]);
    if (device !== undefined) return found.find((d) => d.id === device);
    return found.find((d) => asset !== undefined && d.asset === asset) ?? (found.length === 1 ? (found[0] ?? null) : null);
  }

  /** @throws ProblemError invalid-input, idempotency-key-reused */
  async add(actor: Actor, { place, ...wish }: NewDevice, command: Command): Promise<{ device: DeviceView; replayed: boolean }> {
    return this.write(actor, wish.id, { ...wish, ...placed(place) }, null, command, true);
  }
  /** @throws ProblemError not-found, version-mismatch, invalid-input */
  async change(actor: Actor, id: string, version: number | null, { place, ...wish }: ChangeDevice): Promise<DeviceView> {
    return (await this.write(actor, id, { ...wish, id, ...(place !== undefined && placed(place)) } as DeviceWish, version, null, false)).device;
  }
  /** @throws ProblemError not-found, idempotency-key-reused */
  act(actor: Actor, id: string, action: DeviceAction, command: Command): Promise<{ device: DeviceView; replayed: boolean }> {
    return this.write(actor, id, { id, active: action === 'activate' }, null, command, false);
  }

  /** A token for it, said once; a device without an account gets one of its own name first. @throws ProblemError not-found, invalid-input */
  async issueToken(actor: Actor, id: string, label: string, days: number): Promise<{ token: string; expiresAt: number; account: UserId }> {
    const account = await this.accountFor(actor, id), issued = await this.access.issueToken(account, label, days, actor.id);
    if (issued === null) throw refusedFor([{ pointer: '', code: 'inactive', message: 'the account of the device is not active', zh: '设备账号已停用' }]);
    await writeLog(this.database, [{ by: actor.id, subject: `device:${id}`, act: 'token-issued', changes: { label: { was: null, is: label } } }]);
    return { ...issued, account };
  }

  /** A secret, said once, or the certificate that names it; an account as with a token. @throws ProblemError not-found, invalid-input */
  async issueCredential(actor: Actor, id: string, wish: NewCredential): Promise<IssuedCredential> {
    return this.credentials.issue(actor, await this.accountFor(actor, id), wish, `device:${id}`);
  }

  /** How much the device's account may send; an account as with a token. @throws ProblemError not-found, invalid-input */
  async setLimit(actor: Actor, id: string, limit: number | null): Promise<DeviceInFull> {
    const account = await this.accountFor(actor, id), was = this.directory.person(account)?.readingLimit ?? null;
    await this.database.transaction(async (tx) => {
      await tx.query('update person set reading_limit = $2 where id = $1', [account, limit]);
      if (was !== limit) await writeLog(tx, [{ by: actor.id, subject: `device:${id}`, act: 'limit-set', changes: { limit: { was, is: limit } } }]);
    });
    await this.told();
    const device = await this.find(id);
    if (device === null) throw new ProblemError('not-found');
    return device;
  }

  /** The account that sends for a device, made where it has none yet. */
  private async accountFor(actor: Actor, id: string): Promise<UserId> {
    const account = await this.locked(async (tx) => {
      const [device] = await tx.query<{ account: UserId | null; name: string; active: boolean }>('select account, name, active from device where id = $1', [id]);
      if (device === undefined) throw new ProblemError('not-found');
      if (!device.active) throw refusedFor([{ pointer: '', code: 'inactive', message: 'activate the device first', zh: '请先启用设备' }]);
      if (device.account !== null) return device.account;
      const made = await tx.query(`insert into person (id, name, role, created_at) values ($1, $2, 'device', $3) on conflict do nothing returning id`, [id, device.name, Date.now()]);
      const [person] = made.length > 0 ? [] : await tx.query<{ role: string }>('select role from person where id = $1', [id]);
      if (person !== undefined && person.role !== 'device') throw refusedFor([{ pointer: '', code: 'taken', message: 'a person has this account: name another one for the device', zh: '此账号属于人员，请为设备指定另一个账号' }]);
      await tx.query('update device set account = $1, version = version + 1, changed_at = $2 where id = $1', [id, Date.now()]);
      await writeLog(tx, [{ by: actor.id, subject: `device:${id}`, act: 'changed', changes: { account: { was: null, is: id } } }]);
      return id as UserId;
    });
    await this.told();
    return account;
  }

  /** All of the file, or nothing of it. @throws ProblemError invalid-input with every fault by row and column */
  async import(actor: Actor, file: Buffer, check: boolean, command: Command): Promise<{ imported: Imported; replayed: boolean }> {
    const { wishes, rows, faults, at } = await readDeviceFile(file);
    const ran = await this.locked(async (tx) => {
      const replayed = !check && (await this.before(tx, command)), { planned, faults: found } = await planDevices(tx, wishes, this.directory);
      const all = [...faults, ...found.map(({ of, field, ...f }): FieldFault => ({ ...f, pointer: `/${rows[of] ?? 0}/${field}`, at: at(rows[of] ?? 0, field) }))];
      if (!replayed && all.length > 0) throw refusedFor(all.slice(0, MOST_FAULTS));
      if (!check && !replayed) {
        await applyDevices(tx, planned);
        await writeLog(tx, [{ by: actor.id, subject: 'import', act: 'changed', origin: 'import', changes: { rows: { was: null, is: wishes.length } }, command: noteOf(command) }, ...entries(planned, actor, 'import')]);
      }
      return { planned, replayed };
    });
    if (!check) await this.told(ran.planned);
    const changes = ran.planned.flatMap((p, of) => (p.act === null ? [] : [{ row: rows[of] ?? 0, id: p.id, name: p.after.name, what: p.act, fields: p.changes as Imported['changes'][number]['fields'] }]));
    return { imported: { checked: check, rows: wishes.length, unchanged: wishes.length - changes.length, changes: ran.replayed ? [] : changes }, replayed: ran.replayed };
  }

  private async write(actor: Actor, id: string, wish: DeviceWish, version: number | null, command: Command | null, fresh: boolean): Promise<{ device: DeviceView; replayed: boolean }> {
    const ran = await this.locked(async (tx) => {
      if (command !== null && (await this.before(tx, command))) return { planned: [], replayed: true };
      const [known] = await tx.query<{ version: number }>('select version from device where id = $1', [id]);
      if (fresh && known !== undefined) throw refusedFor([{ pointer: '/id', code: 'taken', message: 'this device exists already', zh: '设备编号已存在' }]);
      if (!fresh && known === undefined) throw new ProblemError('not-found');
      if (version !== null && known?.version !== version) throw new ProblemError('version-mismatch', { current: (await readDevices(tx, this.directory, {}, id))[0] });
      const { planned, faults } = await planDevices(tx, [wish], this.directory);
      if (faults.length > 0) throw refusedFor(faults.map(({ of: _, field, ...f }): FieldFault => ({ ...f, pointer: `/${field}` })));
      await applyDevices(tx, planned);
      await writeLog(tx, entries(planned, actor, 'page', command === null ? undefined : noteOf(command)));
      return { planned, replayed: false };
    });
    await this.told(ran.planned);
    const [device] = await readDevices(this.database, this.directory, {}, id);
    if (device === undefined) throw new ProblemError('not-found');
    return { device, replayed: ran.replayed };
  }

  private async before(tx: Tx, command: Command): Promise<boolean> {
    const before = await carriedOut(tx, command.id);
    if (before !== null && before.fingerprint !== noteOf(command).fingerprint) throw new ProblemError('idempotency-key-reused');
    return before !== null;
  }

  /** One change of devices at a time. */
  private locked<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('grid-dispatch devices'))`);
      return run(tx);
    });
  }

  /** Accounts may have been made, or ended. */
  private async told(planned: readonly PlannedDevice[] = []): Promise<void> {
    await this.directory.refresh();
    this.hints.publish(REFERENCE);
    if (planned.some((p) => p.act === 'deactivated')) this.access.ended();
  }
}

const MOST_FAULTS = 500;
const refusedFor = (errors: readonly FieldFault[]): ProblemError => new ProblemError('invalid-input', { errors });
const noteOf = ({ id, said }: Command): { id: string; fingerprint: string } => ({ id, fingerprint: createHash('sha256').update(Buffer.isBuffer(said) ? said : JSON.stringify(said)).digest('base64url') });
const placed = (place: NewDevice['place']): Pick<DeviceRecord, 'lon' | 'lat' | 'crs'> => (place === null ? { lon: null, lat: null, crs: null } : { ...wgs84(place, place.crs), crs: place.crs });
const entries = (planned: readonly PlannedDevice[], actor: Actor, origin: NonNullable<Entry['origin']>, command?: Entry['command']): Entry[] =>
  planned.filter((p) => p.act !== null || command !== undefined).map((p, i) => ({ by: actor.id, subject: `device:${p.id}`, act: p.act ?? 'changed', origin, changes: p.changes, ...(i === 0 && command !== undefined && { command }) }));
