import { crossFaults, type ContentFault, type Staff } from '../book/cross-faults.js';
import { KINDS, kinds, type Kind } from '../book/content.js';
import { contentsAt, newestAt, type EditionRow } from '../book/editions.js';
import { schemaFaults } from '../book/faults/schema.js';
import { applyChanges, type Change } from './change.js';
import { differences, type Difference } from './differences.js';

/** What a draft says about one kind: the whole content, or changes that are made to whatever holds when it is approved. `base`: the version it was written against. */
export type Part = { readonly base: number; readonly content: unknown } | { readonly base: number; readonly changes: readonly Change[] };
export type Parts = Readonly<Partial<Record<Kind, Part>>>;

export const partsOf = (parts: Parts): [Kind, Part][] => kinds.flatMap((kind): [Kind, Part][] => { const part = parts[kind]; return part ? [[kind, part]] : []; });

/** What would be published if a draft were approved now. */
export interface Plan {
  /** From when it would hold: the morning that was asked for, or this morning where that has passed. */
  readonly at: number;
  readonly publications: readonly { readonly kind: Kind; readonly effectiveFrom: number; readonly content: unknown }[];
  /** The rows of the rule book as they would be. */
  readonly rows: readonly EditionRow[];
  /** Whole contents that were written against a version that is not the newest for that moment any more. */
  readonly outdated: readonly Kind[];
  /** Everything that is wrong with the parts themselves. */
  readonly faults: readonly ContentFault[];
}

/** Works out a draft against the rows of the rule book. Single changes are made to the versions to come as well: a line that a ruling added must not get lost when next year's list begins. */
export function planOf(rows: readonly EditionRow[], parts: Parts, wanted: number, today: number): Plan {
  const at = Math.max(wanted, today), publications: { kind: Kind; effectiveFrom: number; content: unknown }[] = [], outdated: Kind[] = [], faults: ContentFault[] = [];
  for (const [kind, part] of partsOf(parts)) {
    const held = newestAt(rows, kind, at);
    if ('content' in part && held !== null && held.version !== part.base) outdated.push(kind);
    const later = 'content' in part ? [] : [...new Set(rows.filter((r) => r.kind === kind && Number(r.effective_from) > at).map((r) => Number(r.effective_from)))];
    for (const effectiveFrom of [at, ...later]) {
      const made = 'content' in part ? { content: part.content, faults: [] } : applyChanges(kind, newestAt(rows, kind, effectiveFrom)?.content, part.changes);
      faults.push(...made.faults.map(({ index, zh, en }) => ({ kind, path: `/changes/${index}`, code: 'not-possible', zh, en })));
      const checked = KINDS[kind].safeParse(made.content, { reportInput: true });
      if (checked.success) publications.push({ kind, effectiveFrom, content: checked.data });
      else faults.push(...schemaFaults(kind, checked.error));
    }
  }
  const next = Math.max(0, ...rows.map((r) => r.version)) + 1;
  return { at, publications, outdated, faults, rows: [...rows, ...publications.map(({ kind, effectiveFrom, content }, i) => ({ version: next + i, kind, effective_from: String(effectiveFrom), content }))] };
}

/** Everything in which the rule book would disagree, from the draft's first day on and whenever another version begins, that it does not disagree in without the draft. */
export function faultsOfPlan(rows: readonly EditionRow[], plan: Plan, staff: Staff | null): ContentFault[] {
  if (plan.faults.length > 0) return [...plan.faults];
  const starts = [...new Set([plan.at, ...plan.rows.map((r) => Number(r.effective_from)).filter((from) => from > plan.at)])].sort((a, b) => a - b);
  const name = (f: ContentFault): string => `${f.kind} ${f.code} ${f.en}`;
  const found = new Map<string, ContentFault>();
  for (const start of starts) {
    const before = new Set(crossFaults(contentsAt(rows, start), staff).map(name));
    for (const f of crossFaults(contentsAt(plan.rows, start), staff)) if (!before.has(name(f)) && !found.has(name(f) + f.path)) found.set(name(f) + f.path, f);
  }
  return [...found.values()];
}

/** What a plan changes on its first day, by kind. */
export const changesOfPlan = (rows: readonly EditionRow[], plan: Plan): Partial<Record<Kind, Difference[]>> =>
  Object.fromEntries(plan.publications.filter((p) => p.effectiveFrom === plan.at).map((p) => [p.kind, differences(p.kind, newestAt(rows, p.kind, plan.at)?.content, p.content)]));
