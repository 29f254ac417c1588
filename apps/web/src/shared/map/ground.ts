import type { MapSettings } from '#contract';
import { call } from '../api/call.js';

let asked: Promise<MapSettings | null> | null = null;
/** What the county has put under its maps; asked once. Null while nobody can be asked: the cells alone are a map as well. */
export const groundSettings = (): Promise<MapSettings | null> => (asked ??= call('GET /api/map', { quiet: true }).catch(() => { asked = null; return null; }));
