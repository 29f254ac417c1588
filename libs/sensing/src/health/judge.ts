import type { Health } from '#domain';

/** What is known of a device when it is looked at. Instants in epoch milliseconds; `every`: how often a healthy one is heard. */
export interface Seen { readonly heardAt: number | null; readonly every: number; readonly missed: number; readonly said: Health | null; readonly battery: number | null }
/** Percent, at which a battery wants changing. */
export const LOW_BATTERY = 20;
/** A device is late when it should have been heard a good fifth of its interval ago. */
const JITTER = 1.2;

/** How a device is at `now`, and when it shall be looked at again if nothing is heard; null: nothing will change by itself. Silence outweighs what the last readings said: they are old. */
export function healthOf({ heardAt, every, missed, said, battery }: Seen, now: number): { readonly health: Health; readonly nextAt: number | null } {
  if (heardAt === null) return { health: 'unknown', nextAt: null };
  const lateAt = heardAt + every * JITTER, silentAt = heardAt + every * Math.max(1, missed) * JITTER;
  if (now >= silentAt) return { health: 'silent', nextAt: null };
  const nextAt = now < lateAt ? lateAt : silentAt;
  if (said !== null && said !== 'online' && said !== 'unknown' && said !== 'late' && said !== 'silent') return { health: said, nextAt };
  if (battery !== null && battery < LOW_BATTERY) return { health: 'low-battery', nextAt };
  return { health: now >= lateAt ? 'late' : 'online', nextAt };
}

/** Faults are for the owner; late and unknown are only shown. */
export const isFault = (health: Health): boolean => !['unknown', 'online', 'late'].includes(health);

/** From this share of silent children on, it is the gateway. */
export const GATEWAY_SHARE = 0.7;
/** Fewer children than this prove nothing about their gateway. */
const FEWEST = 2;
/** Whether a gateway's children are silent because of it. */
export const gatewayIsDown = (silent: number, children: number): boolean => children >= FEWEST && silent >= children * GATEWAY_SHARE;
