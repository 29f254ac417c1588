import { changeDeviceSchema, credentialParams, DEVICE_ACTIONS, deviceExportSchema, deviceFilterSchema, deviceLimitSchema, deviceParams, deviceTokenSchema, importQuerySchema, newCredentialSchema, newDeviceSchema, ROUTES, type DeviceAction, type DeviceInFull, type DeviceView, type Imported, type IssuedCredential } from '#contract';
import type { UserId } from '#domain';
import { CheckedBody, CheckedPath, CheckedQuery, etag, expectedVersion, idempotencyKey, ProblemError } from '#platform';
import { Controller, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { Credentials } from '../access/credentials.js';
import { Serves, Who } from '../access/decorators.js';
import type { SignedRequest } from '../access/guard.js';
import { header } from '../access/origin.js';
import type { Principal } from '../access/principal.js';
import { Devices } from '../devices/devices.js';
import { DEVICE_COLUMNS, EXAMPLE_DEVICES } from '../devices/sheet.js';
import { answer, conditional, type Reply } from './conditional.js';
import { fileOf, sendTable, type Uploaded } from './files.js';

const id = deviceParams.shape.device;

/** The register of devices: the centre sees it, operators keep it. */
@Controller()
export class DevicesController {
  constructor(private readonly devices: Devices, private readonly credentials: Credentials) {}

  /** With an ETag: the map asks for them again and again. */
  @Serves(ROUTES.devices)
  async list(@CheckedQuery(deviceFilterSchema) filter: z.infer<typeof deviceFilterSchema>, @Req() { headers }: SignedRequest, @Res() reply: Reply): Promise<void> {
    answer(headers, reply, conditional(await this.devices.list(filter)));
  }

  @Serves(ROUTES.exportDevices)
  async export(@CheckedQuery(deviceExportSchema) { format, example, ...filter }: z.infer<typeof deviceExportSchema>, @Res() reply: Reply): Promise<void> {
    await sendTable(reply, example === 'true' ? 'devices-example' : 'devices', DEVICE_COLUMNS, example === 'true' ? EXAMPLE_DEVICES : await this.devices.list(filter), format);
  }

  @Serves(ROUTES.importDevices)
  async import(@CheckedQuery(importQuerySchema) { check }: z.infer<typeof importQuerySchema>, @Who() { actor }: Principal, @Req() request: Uploaded, @Res({ passthrough: true }) reply: Reply): Promise<Imported> {
    const file = fileOf(request), { imported, replayed } = await this.devices.import(actor, file, check === 'true', { id: `devices/${actor.id}/${idempotencyKey(request)}`, said: file });
    if (replayed) reply.header('idempotency-replayed', 'true');
    return imported;
  }

  @Serves(ROUTES.addDevice)
  async add(@CheckedBody(newDeviceSchema) body: z.infer<typeof newDeviceSchema>, @Who() { actor }: Principal, @Req() request: SignedRequest, @Res({ passthrough: true }) reply: Reply): Promise<DeviceView> {
    return said(reply, await this.devices.add(actor, body, { id: `device/${actor.id}/${idempotencyKey(request)}`, said: body }));
  }

  @Serves(ROUTES.deviceInFull)
  async show(@CheckedPath('device', id) device: string, @Who() { actor }: Principal, @Res({ passthrough: true }) reply: Reply): Promise<DeviceInFull> {
    const found = await this.devices.find(device);
    if (found === null) throw new ProblemError('not-found');
    reply.header('etag', etag(found.version)).header('cache-control', 'private, no-store');
    return actor.role === 'operator' ? found : { ...found, tokenList: [], credentials: [], history: [] };
  }

  @Serves(ROUTES.changeDevice)
  async change(@CheckedPath('device', id) device: string, @CheckedBody(changeDeviceSchema) body: z.infer<typeof changeDeviceSchema>, @Who() { actor }: Principal, @Req() { headers }: SignedRequest, @Res({ passthrough: true }) reply: Reply): Promise<DeviceView> {
    return said(reply, { device: await this.devices.change(actor, device, expectedVersion(header(headers, 'if-match') ?? undefined), body), replayed: false });
  }

  @Serves(ROUTES.actOnDevice)
  async act(@CheckedPath('device', id) device: string, @CheckedPath('action', z.enum(DEVICE_ACTIONS)) action: DeviceAction, @Who() { actor }: Principal, @Req() request: SignedRequest, @Res({ passthrough: true }) reply: Reply): Promise<DeviceView> {
    return said(reply, await this.devices.act(actor, device, action, { id: `device-${action}/${device}/${actor.id}/${idempotencyKey(request)}`, said: action }));
  }

  @Serves(ROUTES.issueDeviceToken)
  issue(@CheckedPath('device', id) device: string, @CheckedBody(deviceTokenSchema) { label, days }: z.infer<typeof deviceTokenSchema>, @Who() { actor }: Principal): Promise<{ token: string; expiresAt: number; account: UserId }> {
    return this.devices.issueToken(actor, device, label, days);
  }

  @Serves(ROUTES.issueCredential)
  issueCredential(@CheckedPath('device', id) device: string, @CheckedBody(newCredentialSchema) body: z.infer<typeof newCredentialSchema>, @Who() { actor }: Principal): Promise<IssuedCredential> { return this.devices.issueCredential(actor, device, body); }

  @Serves(ROUTES.revokeCredential)
  revokeCredential(@CheckedPath('id', credentialParams.shape.id) credential: string, @Who() { actor }: Principal): Promise<void> { return this.credentials.revoke(actor, credential); }

  @Serves(ROUTES.setDeviceLimit)
  setLimit(@CheckedPath('device', id) device: string, @CheckedBody(deviceLimitSchema) { limit }: z.infer<typeof deviceLimitSchema>, @Who() { actor }: Principal): Promise<DeviceInFull> { return this.devices.setLimit(actor, device, limit); }
}

function said(reply: Reply, { device, replayed }: { readonly device: DeviceView; readonly replayed: boolean }): DeviceView {
  reply.header('etag', etag(device.version)).header('cache-control', 'private, no-store');
  if (replayed) reply.header('idempotency-replayed', 'true');
  return device;
}
