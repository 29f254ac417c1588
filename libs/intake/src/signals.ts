import { Injectable } from '@nestjs/common';
import type { SignalBody } from '#contract';
import { Devices, Directory } from '#directory';
import type { Actor } from '#domain';
import { Clock, Database, ProblemError, uuid, Work } from '#platform';
import { unknownNames } from './rules.js';

/** Alarms of devices: stored first and acknowledged, then read by the `ingest` queue. */
@Injectable()
export class Signals {
  constructor(private readonly database: Database, private readonly directory: Directory, private readonly clock: Clock, private readonly work: Work, private readonly devices: Devices) {}

  /** Stores an alarm; the same device and message id again is `replayed` and changes nothing. Resolves after the commit. Throws ProblemError `unknown-value`. */
  async store(body: SignalBody, device: Actor): Promise<{ id: string; replayed: boolean }> {
    const unknown = unknownNames(body.classId, body.conditionId, this.directory.book());
    if (unknown.length > 0) throw new ProblemError('unknown-value', { errors: unknown });
    if (body.device !== undefined && (await this.devices.sentBy(device.id, { device: body.device })) === undefined) {
      throw new ProblemError('unknown-value', { errors: [{ pointer: '/device', code: 'unknown-value', message: 'no active device of this account', zh: '此账号没有这台在用的设备' }] });
    }
    const [fresh] = await this.database.query<{ id: string }>(
      'insert into signal (id, device, message_id, body, received_at) values ($1, $2, $3, $4, $5) on conflict on constraint signal_message do nothing returning id',
      [uuid(), device.id, body.messageId, JSON.stringify(body), this.clock.now()]);
    if (fresh !== undefined) {
      this.work.poke('ingest', fresh.id);
      return { id: fresh.id, replayed: false };
    }
    const [first] = await this.database.query<{ id: string }>('select id from signal where device = $1 and message_id = $2', [device.id, body.messageId]);
    if (first === undefined) throw new Error('a stored signal is not there');
    return { id: first.id, replayed: true };
  }
}
