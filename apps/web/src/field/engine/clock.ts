import { call } from '../../shared/api/call.js';
import { clockOffset, heardTime, serverNow } from '../../shared/time/now.js';
import { db } from './db.js';

let heard = false;
/** The server's time, as an answer carried it: a phone with a wrong clock must neither date a report wrongly nor have it refused. Kept for the next start without network. */
export function tookTime(serverTime: number): void {
  heard = true;
  heardTime(serverTime);
  void db().then((base) => base.put('meta', clockOffset.value, 'offset')).catch(() => undefined);
}
/** Before the first thing is sent, the time must have been heard once. Throws what `call` throws. */
export async function hearClock(): Promise<void> {
  if (!heard) tookTime((await call('GET /health/ready', { quiet: true })).time);
}
/** What was known of the clock when the phone was used last. */
export async function recallClock(): Promise<void> {
  const offset = await (await db()).get('meta', 'offset');
  if (!heard && typeof offset === 'number' && offset !== 0) heardTime(Date.now() + offset);
}
export { serverNow };
