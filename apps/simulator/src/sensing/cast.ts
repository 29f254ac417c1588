import type { ChangeDevice, DeviceView, NewDevice } from '#contract';
import type { DepartmentId } from '#domain';
import type { Point } from '../county/geometry.js';
import type { Desk } from './desk.js';

/** A device as a story needs it. Where the register has one of that id, its place, name and owner stay the register's. */
export interface Part {
  readonly id: string; readonly name: string; readonly kind: string; readonly metric: string | null; readonly unit: string | null; readonly place: Point; readonly department: DepartmentId;
  readonly gateway?: string;
  /** Whose token sends for it; left out: its own. */
  readonly account?: string;
}

/** Puts what is missing into the register, and lets what is there measure what the story's rule looks at. Answers the devices in their order. */
export async function enlist(desk: Desk, parts: readonly Part[]): Promise<DeviceView[]> {
  const devices: DeviceView[] = [];
  for (const part of parts) devices.push(await one(desk, part));
  return devices;
}

async function one(desk: Desk, { id, name, kind, metric, unit, place, department, gateway, account }: Part): Promise<DeviceView> {
  const known = await desk.device(id), sender = (account ?? null) as DeviceView['account'];
  if (known === null) return desk.add({ id: id as NewDevice['id'], name, kind, metric, unit, place: { lon: Number(place.lon.toFixed(6)), lat: Number(place.lat.toFixed(6)), crs: 'wgs84' }, department, gateway: gateway ?? null, account: sender });
  if (!known.active) throw new Error(`the register says that ${id} is out of service: activate it, or play with another --seed`);
  const change: ChangeDevice = { ...(metric !== null && known.metric !== metric && { metric }), ...(unit !== null && known.unit !== unit && { unit }), ...(sender !== null && known.account !== sender && { account: sender }) };
  return Object.keys(change).length === 0 ? known : desk.change(known, change);
}
