import type { AlarmSeverity, Health } from '#domain';

/** Shape and tone of a state: never the colour alone. */
export interface Sign { readonly mark: string; readonly chip: string }

/** From the mildest to the worst, as the curve and the lists draw them. */
export const SEVERITY: Readonly<Record<AlarmSeverity, Sign>> = { notice: { mark: '●', chip: 'chip-info' }, warning: { mark: '▲', chip: 'chip-yellow' }, critical: { mark: '■', chip: 'chip-red' } };
const ill: Sign = { mark: '▲', chip: 'chip-yellow' }, bad: Sign = { mark: '■', chip: 'chip-red' };
export const HEALTH: Readonly<Record<Health, Sign>> = { online: { mark: '●', chip: 'chip-green' }, unknown: { mark: '○', chip: '' }, late: ill, stuck: ill, flat: ill, jumping: ill, 'low-battery': ill, 'out-of-range': ill, silent: bad, faulty: bad };
/** Whether a device does what it is there for: said by the shape of its plate on the map. */
export const WELL: readonly Health[] = ['online', 'unknown'];

/** A reading as people read it: no more digits than say something. */
export const figure = (value: number): string => (Number.isInteger(value) ? String(value) : Math.abs(value) >= 100 ? value.toFixed(1) : String(Number(value.toPrecision(3))));
export const reading = (value: number | null, unit: string | null): string => (value === null ? '–' : `${figure(value)}${unit === null || unit === '' ? '' : ` ${unit}`}`);
/** A share as whole per cent. */
export const percent = (share: number): string => `${Math.round(share * 100)}%`;
