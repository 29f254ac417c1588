import type { CellId } from '#domain';
import { PARTS, PERSON_SHARES, RULE_SHARES, TASK_SHARES, type Countable, type IndicatorView, type Unit } from '#contract';
import type { Directory, RuleNames } from '#directory';
import { INDICATORS } from '../indicators/index.js';

/** A way to group: the column, the filter of a list that takes a unit, and what an unknown unit lacks. */
export interface Grouping {
  readonly column: string;
  readonly filter: 'for' | 'area' | 'category' | 'source' | 'whose' | null;
  readonly lacking: 'department' | 'cell' | 'class' | null;
  /** What can be counted of such a unit. Parts and shares are asked for apart. */
  readonly parts: readonly Countable[];
  readonly shares: readonly Countable[];
}
const own = { parts: PARTS, shares: [] } as const;
export const GROUPINGS: Readonly<Record<Unit, Grouping>> = {
  county: { column: `'all'`, filter: null, lacking: null, ...own },
  department: { column: 'department', filter: 'for', lacking: 'department', parts: PARTS, shares: TASK_SHARES },
  township: { column: 'left(cell, 9)', filter: 'area', lacking: 'cell', ...own },
  community: { column: 'left(cell, 12)', filter: 'area', lacking: 'cell', ...own },
  cell: { column: 'cell', filter: 'area', lacking: 'cell', ...own },
  class: { column: 'class_id', filter: 'category', lacking: 'class', ...own },
  source: { column: 'source', filter: 'source', lacking: null, ...own },
  rule: { column: 'person', filter: 'whose', lacking: null, parts: [], shares: RULE_SHARES },
  person: { column: 'person', filter: 'whose', lacking: null, parts: [], shares: PERSON_SHARES },
};

/** Counted in the cells that a grid member answers for, not for the member. */
export const MEMBER_PARTS = ['complaint', 'filed'] as const satisfies readonly Countable[];

/** The indicators whose counts a grouping has. */
export const indicatorsFor = (by: Unit): readonly IndicatorView[] => {
  const { parts, shares } = GROUPINGS[by], known = new Set<Countable>([...parts, ...shares, ...(by === 'person' ? MEMBER_PARTS : [])]);
  return INDICATORS.filter((i) => known.has(i.count) && (i.of === null || known.has(i.of)) && (by === 'person' || i.group !== 'member') && (by !== 'person' || i.group !== 'area'));
};

type Names = Awaited<ReturnType<RuleNames['named']>>;

/** What people call a unit. */
export function nameOf(by: Unit, unit: string | null, directory: Directory, rules: Names = new Map()): { zh: string; en: string } {
  const book = directory.book(), same = (text: string) => ({ zh: text, en: text }), named = (of: { readonly zh: string; readonly en: string } | undefined, otherwise: string) => (of === undefined ? same(otherwise) : { zh: of.zh, en: of.en });
  if (unit === null) return { zh: '未知', en: 'Unknown' };
  switch (by) {
    case 'county': return named(book.county, unit);
    case 'department': return named([...book.departments.values()].find((d) => d.id === unit), unit);
    case 'township': return named(book.townships.find((t) => t.code === unit), unit);
    case 'cell': return { zh: directory.cellName(unit as CellId, 'zh'), en: directory.cellName(unit as CellId, 'en') };
    case 'community': { const first = directory.cells().find((c) => c.code.startsWith(unit)); return first === undefined ? same(unit) : { zh: first.zh.replace(/\d+网格$/, ''), en: first.en.replace(/\s*(grid|cell)?\s*\d+\s*$/i, '') }; }
    case 'class': return named([...book.classes.values()].find((c) => c.id === unit), unit);
    case 'person': return same(directory.name(unit));
    case 'rule': return named(rules.get(unit), unit);
    case 'source': return same(unit);
  }
}
