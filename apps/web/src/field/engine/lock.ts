import { newKey } from '../../shared/api/call.js';
import { NAME, write } from './db.js';

const MINE = newKey();
const LEASE = 15_000;

/**
 * Runs alone among all tabs of this origin, after whoever runs now. Without Web Locks (plain HTTP in a county LAN has none) a lease in the database does it:
 * a tab that dies leaves it for fifteen seconds. Two runners would be harmless, as every item carries its own key; they would only send photos twice.
 */
export async function alone(run: () => Promise<void>): Promise<void> {
  if ('locks' in navigator) { await navigator.locks.request(`${NAME}outbox`, run); return; }
  if (!(await lease())) return;
  const renew = setInterval(() => { void lease(); }, LEASE / 3);
  try { await run(); } finally {
    clearInterval(renew);
    await write(['meta'], async (tx) => { const held = (await tx.store.get('lease')) as Lease | undefined; if (held?.by === MINE) await tx.store.delete('lease'); });
  }
}

interface Lease { readonly by: string; readonly until: number }
const lease = (): Promise<boolean> => write(['meta'], async (tx) => {
  const held = (await tx.store.get('lease')) as Lease | undefined, now = Date.now();
  if (held && held.by !== MINE && held.until > now && held.until < now + 2 * LEASE) return false;
  await tx.store.put({ by: MINE, until: now + LEASE } satisfies Lease, 'lease');
  return true;
});
