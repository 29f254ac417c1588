import type { CellFault, CellFaultCode } from '#contract';
import type { Cell } from '../places/geography.js';
import { topologyFaults, levelOf } from './topology.js';

/** What codes are looked at against. */
export interface County { readonly county: string; readonly townships: ReadonlySet<string>; /** Codes given up or in use at any time. */ readonly used: ReadonlySet<string>; readonly answered: (code: string) => boolean }

/** What is wrong with the codes of the cells that are put: the county's, a township's, none given up before. */
export function codeFaults(put: readonly Pick<Cell, 'code' | 'rings'>[], before: readonly Pick<Cell, 'code'>[], { county, townships, used, answered }: County): CellFault[] {
  const here = new Set<string>(before.map((c) => c.code)), communities = new Set(before.map((c) => c.code.slice(0, 12)));
  const faults: CellFault[] = [], newcomers = new Map<string, string[]>();
  const say = (code: CellFaultCode, cell: Pick<Cell, 'code' | 'rings'>, zh: string, en: string): void => { const [at] = cell.rings[0] ?? []; faults.push({ code, level: levelOf(code), old: false, cells: [cell.code], zh, en, at: at ?? null }); };
  for (const cell of put) {
    if (!cell.code.startsWith(county)) say('other-county', cell, `${cell.code} 不以本县代码 ${county} 开头`, `${cell.code} does not begin with the county’s code ${county}`);
    else if (!townships.has(cell.code.slice(0, 9))) say('unknown-township', cell, `${cell.code} 的乡镇代码 ${cell.code.slice(0, 9)} 不存在`, `${cell.code}: there is no township ${cell.code.slice(0, 9)}`);
    else if (before.length > 0 && !communities.has(cell.code.slice(0, 12))) newcomers.set(cell.code.slice(0, 12), [...(newcomers.get(cell.code.slice(0, 12)) ?? []), cell.code]);
    if (!here.has(cell.code) && used.has(cell.code)) say('used-before', cell, `${cell.code} 曾被另一个网格使用，统计会连在一起`, `${cell.code} was a cell before; figures will run on`);
    if (!here.has(cell.code) && !answered(cell.code)) say('nobody-responsible', cell, `${cell.code} 还没有责任人`, `nobody answers for ${cell.code} yet`);
  }
  for (const [community, cells] of newcomers) faults.push({ code: 'new-community', level: levelOf('new-community'), old: false, cells, zh: `村社区代码 ${community} 此前没有网格（${cells.length} 个）`, en: `community ${community} had no cells before (${cells.length})`, at: put.find((c) => c.code === cells[0])?.rings[0]?.[0] ?? null });
  return faults;
}

/** Everything that would be wrong with the cells of a day; errors first. */
export const faultsOfCells = (after: readonly Cell[], before: readonly Cell[], put: readonly Cell[], county: County): CellFault[] =>
  [...codeFaults(put, before, county), ...topologyFaults(after, before)].sort((a, b) => Number(a.old) - Number(b.old) || Number(a.level === 'warning') - Number(b.level === 'warning'));

/** What keeps a draft from going on. */
export const blocking = (faults: readonly CellFault[]): CellFault[] => faults.filter((f) => f.level === 'error' && !f.old);
