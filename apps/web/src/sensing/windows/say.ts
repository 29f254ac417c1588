import type { SuppressionView } from '#contract';
import { className } from '../../shared/book/words.js';
import { townshipText } from '../storms/say.js';
import { t } from '../words.js';

export type WindowState = 'ahead' | 'running' | 'ended';
export const stateOf = (w: SuppressionView, now: number): WindowState => (w.endedAt !== null || (w.to !== null && w.to <= now) ? 'ended' : w.from > now ? 'ahead' : 'running');
export const STATE: Readonly<Record<WindowState, { readonly mark: string; readonly chip: string }>> = { ahead: { mark: '◷', chip: 'chip-info' }, running: { mark: '❚❚', chip: 'chip-yellow' }, ended: { mark: '○', chip: '' } };
/** What a window covers, all of which must fit. */
export function coversText({ covers: c }: Pick<SuppressionView, 'covers'>): string {
  const list = (all: readonly string[]): string => all.slice(0, 5).join(t('list.separator')) + (all.length > 5 ? ` +${all.length - 5}` : '');
  return [...(c.rules ? [t('covers.rules', { list: list(c.rules) })] : []), ...(c.classes ? [t('covers.classes', { list: list(c.classes.map(className)) })] : []), ...(c.devices ? [t('covers.devices', { list: list(c.devices) })] : []), ...(c.gateways ? [t('covers.gateways', { list: list(c.gateways) })] : []),
    ...(c.cells ? [t('covers.cells', { list: list(c.cells.map((code) => (code.length === 9 ? townshipText(code) : code))) })] : []), ...(c.around ? [t('covers.around', { metres: c.around.metres, at: `${c.around.lat.toFixed(5)}, ${c.around.lon.toFixed(5)}` })] : [])].join(' · ');
}
