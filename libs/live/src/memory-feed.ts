import type { ChangeFeed, FeedEntry, FeedPage, Hints, Scope } from '#platform';

/** A further version of a case, perhaps elsewhere. */
export interface Step { readonly id: string; readonly scope?: Scope }
interface Fact { readonly id: string; readonly seq: number; readonly xact: number; readonly position: number; readonly scope: Scope }
export const nowhere: Scope = { department: null, coDepartments: [], cell: null, reporters: [] };

/**
 * A change feed in memory for tests, with the habits of the real one: at most one entry a case in a page, rows and scopes as they are now
 * although later events may not be readable yet, `formerScope` for everywhere it was from before the first event of the page to the last.
 */
export class MemoryFeed implements ChangeFeed {
  epoch = 'e1';
  reads = 0;
  /** Characters that each row carries besides. */
  weight = 0;
  /** Set: every read fails with it. */
  broken: Error | null = null;
  private readonly facts: Fact[] = [];
  private readonly scopes = new Map<string, Scope[]>();
  /** Facts from here on are committed but not readable: an older transaction is still running. */
  private horizon = Infinity;

  /** One transaction: each case gets a further version, and perhaps another scope. */
  commit(...changes: Step[]): void {
    const xact = (this.facts.at(-1)?.xact ?? 100) + 1;
    for (const { id, scope } of changes) {
      const before = this.scopes.get(id) ?? [];
      const now = scope ?? before.at(-1) ?? nowhere;
      this.scopes.set(id, [...before, now]);
      this.facts.push({ id, seq: before.length + 1, xact, position: this.facts.length + 1, scope: now });
    }
  }

  hold(): void { this.horizon = Math.min(this.horizon, (this.facts.at(-1)?.xact ?? 100) + 1); }
  release(): void { this.horizon = Infinity; }

  /** Every case as it is: version and scope. */
  state(): Map<string, { version: number; scope: Scope }> {
    return new Map([...this.scopes].map(([id, all]) => [id, { version: all.length, scope: all.at(-1) ?? nowhere }]));
  }

  async head(): Promise<string> {
    await this.trip();
    return `${this.epoch}.${Math.min(this.horizon, (this.facts.at(-1)?.xact ?? 100) + 1)}.0`;
  }

  async after(since: string, limit: number): Promise<FeedPage | 'gone'> {
    await this.trip();
    const [epoch, xact, position] = since.split('.');
    if (epoch !== this.epoch) return 'gone';
    const found = this.facts.filter((f) => (f.xact > Number(xact) || (f.xact === Number(xact) && f.position > Number(position))) && f.xact < this.horizon).slice(0, limit);
    const last = found.at(-1), held = this.facts.some((f) => f.xact >= this.horizon);
    if (last === undefined) return { entries: [], position: since, more: false, held };
    const firsts = new Map<string, number>();
    const latest = new Map<string, Fact>();
    for (const fact of found) {
      if (!firsts.has(fact.id)) firsts.set(fact.id, fact.seq);
      latest.delete(fact.id);
      latest.set(fact.id, fact);
    }
    const entries = [...latest.values()].map((fact): FeedEntry => {
      const all = this.scopes.get(fact.id) ?? [];
      const scope = all.at(-1) ?? nowhere;
      const passed = all.slice(Math.max(0, (firsts.get(fact.id) ?? 1) - 2), fact.seq);
      return { position: `${this.epoch}.${fact.xact}.${fact.position}`, id: fact.id, version: fact.seq, stage: 'handling', event: 'NoteAdded', row: { id: fact.id, version: all.length, text: 'x'.repeat(this.weight) }, scope, formerScope: union(passed) };
    });
    return { entries, position: `${this.epoch}.${last.xact}.${last.position}`, more: found.length === limit, held };
  }

  private async trip(): Promise<void> {
    this.reads++;
    await new Promise((r) => setImmediate(r));
    if (this.broken !== null) throw this.broken;
  }
}

function union(passed: readonly Scope[]): Scope {
  const all = (pick: (s: Scope) => readonly (string | null)[]): string[] => [...new Set(passed.flatMap(pick))].filter((x): x is string => x !== null);
  return { department: null, coDepartments: all((s) => [s.department, ...s.coDepartments]), cell: passed.find((s) => s.cell !== null)?.cell ?? null, reporters: all((s) => s.reporters) };
}

/** Hints within one process. */
export class MemoryHints implements Pick<Hints, 'publish' | 'subscribe'> {
  private readonly heard = new Map<string, Set<() => void>>();
  publish(topic: string): void { for (const run of this.heard.get(topic) ?? []) run(); }
  subscribe(topic: string, run: () => void): () => void {
    const set = this.heard.get(topic) ?? new Set();
    this.heard.set(topic, set.add(run));
    return () => void set.delete(run);
  }
}
