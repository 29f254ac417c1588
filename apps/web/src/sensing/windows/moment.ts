const OFFSET = 8 * 3_600_000;
/** A moment as a field for date and time shows it: the county's time, wherever the browser is. */
export const toField = (at: number | null): string => (at === null ? '' : new Date(at + OFFSET).toISOString().slice(0, 16));
/** The moment that such a field says; null where it says none. */
export function fromField(text: string): number | null { const at = Date.parse(`${text}:00Z`); return text === '' || Number.isNaN(at) ? null : at - OFFSET; }
