import { Injectable } from '@nestjs/common';
import { Database, Meta } from '#platform';
import webpush from 'web-push';

export interface VapidKeys { readonly publicKey: string; readonly privateKey: string }

/** The pair by which push services know us (VAPID, RFC 8292): made once and kept in the database, the same in every process. Another pair would make every subscription worthless. */
@Injectable()
export class PushKeys {
  private readonly meta: Meta;
  private known: Promise<VapidKeys> | null = null;
  constructor(database: Database) { this.meta = new Meta(database); }

  pair(): Promise<VapidKeys> {
    this.known ??= this.meta.once('push-keys', () => webpush.generateVAPIDKeys()).catch((error: unknown) => { this.known = null; throw error; });
    return this.known;
  }
}
