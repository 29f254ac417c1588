import { Database } from '#platform';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';

/** Nonces that are over are deleted so often, so many at a time. */
const FORGET_MS = 60_000, FORGET_ROWS = 50_000;

/** Nonces of signed messages, kept in the database: one counts once in all processes and over restarts, until its time is over. Real time. */
@Injectable()
export class Nonces {
  private forgotAt = -Infinity;

  constructor(private readonly database: Database) {}

  /** Uses a nonce of an account up. False: somebody has before. */
  async use(account: string, nonce: string, until: number): Promise<boolean> {
    const fresh = await this.database.query('insert into sender_nonce (nonce, until) values ($1, $2) on conflict do nothing returning nonce', [digestOf(account, nonce), Math.round(until)], 'sender-nonce');
    await this.forget();
    return fresh.length > 0;
  }

  async used(account: string, nonce: string): Promise<boolean> { return (await this.database.query('select from sender_nonce where nonce = $1', [digestOf(account, nonce)], 'sender-nonce-used')).length > 0; }

  private async forget(): Promise<void> {
    const now = Date.now();
    if (now - this.forgotAt < FORGET_MS) return;
    this.forgotAt = now;
    await this.database.query(`delete from sender_nonce where ctid in (select ctid from sender_nonce where until < $1 limit ${FORGET_ROWS})`, [now]);
  }
}

const digestOf = (account: string, nonce: string): Buffer => createHash('sha256').update(`${account}\n${nonce}`).digest().subarray(0, 16);
