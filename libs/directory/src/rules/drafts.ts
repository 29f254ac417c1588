import type { RuleDraft } from '#contract';
import { DAY, dayOf, type Actor, type Role } from '#domain';
import { Clock, Database, Hints, ProblemError, uuid, type FieldFault, type Tx } from '#platform';
import { Injectable } from '@nestjs/common';
import { bookOf, type RuleBook } from '../book/book.js';
import { KINDS, kinds, type Kind } from '../book/content.js';
import type { ContentFault, Staff } from '../book/cross-faults.js';
import { contentsAt, loadRows, loadRowsFrom, newestAt, type EditionRow } from '../book/editions.js';
import { schemaFaults } from '../book/faults/schema.js';
import { contentHash, publish } from '../book/publish.js';
import { Directory, REFERENCE } from '../directory.js';
import type { Sql } from '../sql.js';
import { applyChanges, changesBetween, type Change } from './change.js';
import { differences, type Difference } from './differences.js';
import { changesOfPlan, faultsOfPlan, partsOf, planOf, type Part, type Parts, type Plan } from './plan.js';

export type DraftState = RuleDraft['state'];

/** A change of the rule book on its way: written by one person, approved by another. */
export interface Draft {
  readonly id: string;
  /** Grows with every change; the ETag of the draft. */
  readonly version: number;
  readonly parts: Parts;
  /** The local morning from which it is to hold. */
  readonly effectiveFrom: number;
  readonly note: string | null;
  /** The case whose ruling it comes from. */
  readonly origin: string | null;
  readonly author: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly state: DraftState;
  readonly submittedAt: number | null;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  readonly decisionNote: string | null;
  /** The versions that came of it. */
  readonly published: readonly { readonly kind: Kind; readonly version: number; readonly effectiveFrom: number }[];
}

/** A draft as a list shows it. */
export type DraftRow = Omit<Draft, 'parts'> & { readonly kinds: readonly Kind[] };

/** A draft with what it would do now. */
export interface DraftInFull extends Draft {
  readonly holdsFrom: number;
  readonly outdated: readonly Kind[];
  readonly faults: readonly ContentFault[];
  readonly differences: Readonly<Partial<Record<Kind, readonly Difference[]>>>;
  readonly contents: Readonly<Partial<Record<Kind, unknown>>>;
}

/** What somebody writes: the whole content of a kind, or single changes; `base` where it was written against another version than the newest. */
export type Wish = { readonly content: unknown; readonly base?: number | undefined } | { readonly changes: readonly Change[] };
export type Wishes = Readonly<Partial<Record<Kind, Wish>>>;

/**
 * Who may do what. The system's operator and the supervisor write; the supervisor and the leader approve, never their own. The operator runs the machine and does
 * not decide what the county's rules are, so the operator approves nothing.
 */
export const MAY: Readonly<Record<'write' | 'approve', readonly Role[]>> = { write: ['operator', 'supervisor'], approve: ['supervisor', 'leader'] };

/** `strict`: whatever the whole book would disagree in is refused as well, not only kept in mind. `placed`: where a fault stands in the file it came from. */
interface Strictness { readonly strict?: boolean; readonly placed?: (fault: ContentFault) => FieldFault['at'] }

interface Row {
  readonly id: string; readonly version: number; readonly parts: Parts; readonly effective_from: string; readonly note: string | null; readonly origin: string | null; readonly author: string; readonly created_at: string;
  readonly changed_at: string; readonly state: DraftState; readonly submitted_at: string | null; readonly decided_by: string | null; readonly decided_at: string | null; readonly decision_note: string | null; readonly published: Draft['published'] | null;
  readonly command_hash?: string | null;
}

/** One at a time, and not while a folder is read in: two publications must see each other. */
const lock = (tx: Tx): Promise<unknown> => tx.query(`select pg_advisory_xact_lock(hashtext('grid-dispatch seed'))`);

/** Changes of the rule book: written, submitted, approved by a second person, published. Every refusal is a ProblemError that says what is wrong, all of it. */
@Injectable()
export class RuleDrafts {
  constructor(private readonly database: Database, private readonly hints: Hints, private readonly clock: Clock, private readonly directory: Directory) {}

  /** Writes a new draft. `command` makes a resent one harmless. @throws ProblemError rulebook-faults with every fault of every part */
  async create(actor: Actor, wish: { readonly effectiveFrom: string; readonly note?: string | undefined; readonly parts: Wishes }, command: string, how: Strictness = {}): Promise<{ readonly draft: Draft; readonly replayed: boolean }> {
    allow(actor, 'write');
    const hash = contentHash([wish.effectiveFrom, wish.note ?? null, wish.parts]), now = this.clock.now();
    return this.database.transaction(async (tx) => {
      const replay = async (): Promise<{ draft: Draft; replayed: true } | null> => {
        const [known] = await tx.query<Row>('select * from rule_draft where command_id = $1', [command]);
        if (known && known.command_hash !== hash) throw new ProblemError('idempotency-key-reused');
        return known ? { draft: draftOf(known), replayed: true } : null;
      };
      const before = await replay();
      if (before) return before;
      const rows = await loadRowsFrom(tx, this.today()), effectiveFrom = this.midnight(wish.effectiveFrom);
      this.notPast(effectiveFrom);
      const parts = written(rows, {}, wish.parts, Math.max(effectiveFrom, this.today()));
      await this.refuseFaults(tx, rows, parts, effectiveFrom, how);
      const [row] = await tx.query<Row>(
        `insert into rule_draft (id, version, parts, effective_from, note, author, created_at, changed_at, state, command_id, command_hash) values ($1, 1, $2::jsonb, $3, $4, $5, $6, $6, 'draft', $7, $8)
         on conflict (command_id) do nothing returning *`, [uuid(), JSON.stringify(parts), effectiveFrom, wish.note ?? null, actor.id, now, command, hash]);
      // Sent twice at the same time: the other one was first.
      if (row) return { draft: draftOf(row), replayed: false };
      const other = await replay();
      if (other) return other;
      throw new ProblemError('still-running');
    });
  }

  /** Changes a draft that was not submitted yet. Whole contents take the place of what the part was; single changes come after those that are there. */
  async edit(actor: Actor, id: string, expected: number | null, wish: { readonly effectiveFrom?: string | undefined; readonly note?: string | undefined; readonly parts?: Wishes | undefined; readonly drop?: readonly Kind[] | undefined }, how: Strictness = {}): Promise<Draft> {
    allow(actor, 'write');
    return this.change(id, expected, ['draft'], async (tx, draft) => {
      if (draft.author !== actor.id) throw new ProblemError('no-right', { detail: 'Only the author changes a draft. 只有起草人可以修改。' });
      const rows = await loadRowsFrom(tx, this.today()), effectiveFrom = wish.effectiveFrom === undefined ? draft.effectiveFrom : this.midnight(wish.effectiveFrom);
      if (wish.effectiveFrom !== undefined) this.notPast(effectiveFrom);
      const kept = Object.fromEntries(partsOf(draft.parts).filter(([kind]) => !(wish.drop ?? []).includes(kind))) as Parts;
      const parts = written(rows, kept, wish.parts ?? {}, Math.max(effectiveFrom, this.today()));
      await this.refuseFaults(tx, rows, parts, effectiveFrom, how);
      return { parts, effective_from: effectiveFrom, note: wish.note ?? draft.note };
    });
  }

  /** Hands a draft to a second person. @throws ProblemError rulebook-faults, draft-outdated */
  async submit(actor: Actor, id: string, expected: number | null): Promise<Draft> {
    allow(actor, 'write');
    return this.change(id, expected, ['draft'], async (tx, draft) => {
      if (draft.author !== actor.id) throw new ProblemError('no-right', { detail: 'Only the author submits a draft. 只有起草人可以提交。' });
      await this.ready(tx, draft);
      return { state: 'submitted', submitted_at: this.clock.now() };
    });
  }

  /** The author takes it back: a submitted one becomes a draft again, a draft is given up. */
  async withdraw(actor: Actor, id: string, expected: number | null): Promise<Draft> {
    allow(actor, 'write');
    return this.change(id, expected, ['draft', 'submitted'], async (_, draft) => {
      if (draft.author !== actor.id) throw new ProblemError('no-right', { detail: 'Only the author withdraws a draft. 只有起草人可以撤回。' });
      return draft.state === 'submitted' ? { state: 'draft', submitted_at: null } : { state: 'withdrawn' };
    });
  }

  /** A second person sends it back. */
  async reject(actor: Actor, id: string, expected: number | null, note: string): Promise<Draft> {
    allow(actor, 'approve');
    return this.change(id, expected, ['submitted'], async (_, draft) => {
      if (draft.author === actor.id) throw new ProblemError('own-draft');
      return { state: 'rejected', decided_by: actor.id, decided_at: this.clock.now(), decision_note: note };
    });
  }

  /** A second person puts it into force from its day on, checked once more against what holds and is to come; in one transaction with its publication. */
  async approve(actor: Actor, id: string, expected: number | null, note?: string): Promise<Draft> {
    allow(actor, 'approve');
    const draft = await this.change(id, expected, ['submitted'], async (tx, found) => {
      if (found.author === actor.id) throw new ProblemError('own-draft');
      const plan = await this.ready(tx, found), at = this.clock.now();
      const published: { kind: Kind; version: number; effectiveFrom: number }[] = [];
      for (const { kind, effectiveFrom, content } of plan.publications) {
        const version = await publish(tx, { kind, content, effectiveFrom, at, by: actor.id, author: found.author, note: found.note, draft: found.id });
        if (version !== null) published.push({ kind, version, effectiveFrom });
      }
      tx.afterCommit(() => this.hints.publish(REFERENCE));
      return { state: 'approved', decided_by: actor.id, decided_at: at, decision_note: note ?? null, published };
    });
    await this.directory.refresh();
    return draft;
  }

  /**
   * Puts a draft on top of the newest version: what it changed is made to that. Answers besides what both changed; there the draft's word stands, for the second
   * person to see. A submitted draft becomes a draft again.
   */
  async rebase(actor: Actor, id: string, expected: number | null): Promise<{ readonly draft: Draft; readonly both: Readonly<Partial<Record<Kind, readonly Difference[]>>> }> {
    allow(actor, 'write');
    const both: Partial<Record<Kind, Difference[]>> = {};
    const draft = await this.change(id, expected, ['draft', 'submitted'], async (tx, found) => {
      if (found.author !== actor.id) throw new ProblemError('no-right', { detail: 'Only the author changes a draft. 只有起草人可以修改。' });
      const rows = await loadRowsFrom(tx, this.today(), basesOf(found)), at = Math.max(found.effectiveFrom, this.today());
      const parts = Object.fromEntries(partsOf(found.parts).map(([kind, part]): [Kind, Part] => {
        const newest = newestAt(rows, kind, at);
        if (!('content' in part) || newest === null || newest.version === part.base) return [kind, part];
        const base = rows.find((r) => r.version === part.base)?.content ?? newest.content;
        const theirs = new Map(differences(kind, base, newest.content).map((d) => [`${d.list} ${d.id}`, d]));
        both[kind] = differences(kind, base, part.content).flatMap((d) => { const other = theirs.get(`${d.list} ${d.id}`); return other && contentHash(other.is ?? null) !== contentHash(d.is ?? null) ? [{ ...d, was: other.is }] : []; });
        return [kind, { base: newest.version, content: applyChanges(kind, newest.content, changesBetween(kind, base, part.content)).content }];
      })) as Parts;
      return { parts, state: 'draft', submitted_at: null };
    });
    return { draft, both };
  }

  /** The newest first. */
  async list(filter: { readonly state?: readonly DraftState[] | undefined; readonly limit: number }): Promise<readonly DraftRow[]> {
    const rows = await this.database.query<Omit<Row, 'parts'> & { parts: Kind[] }>(
      `select id, version, array(select jsonb_object_keys(parts)) as parts, effective_from, note, origin, author, created_at, changed_at, state, submitted_at, decided_by, decided_at, decision_note, published
       from rule_draft where ($1::text[] is null or state = any($1)) order by changed_at desc, id desc limit $2`, [filter.state ?? null, filter.limit]);
    return rows.map(({ parts, ...row }) => { const { parts: _, ...draft } = draftOf({ ...row, parts: {} }); return { ...draft, kinds: kinds.filter((kind) => parts.includes(kind)) }; });
  }

  /** A draft with everything it would change and everything that is wrong with it now; null when there is none. */
  async find(id: string): Promise<DraftInFull | null> {
    const [row] = await this.database.query<Row>('select * from rule_draft where id = $1', [id]);
    if (!row) return null;
    const draft = draftOf(row), open = draft.state === 'draft' || draft.state === 'submitted';
    const rows = open ? await loadRowsFrom(this.database, this.today(), basesOf(draft)) : await loadRows(this.database);
    // A decided draft is shown as it was decided: against what held before it.
    const known = open ? rows : rows.filter((r) => !draft.published.some((p) => p.version === r.version) && r.version < Math.min(Infinity, ...draft.published.map((p) => p.version)));
    const plan = planOf(known, draft.parts, draft.effectiveFrom, open ? this.today() : this.morning(draft.decidedAt ?? draft.changedAt));
    return {
      ...draft, holdsFrom: plan.at, outdated: open ? plan.outdated : [], faults: open ? faultsOfPlan(rows, plan, await staffOf(this.database)) : [], differences: changesOfPlan(known, plan),
      contents: Object.fromEntries(plan.publications.filter((p) => p.effectiveFrom === plan.at).map((p) => [p.kind, p.content])),
    };
  }

  /**
   * The rule book on the draft's first day, without the draft and with it: what a preview of its effect on open cases compares. Null: no such draft.
   * @throws ProblemError rulebook-faults while the draft has faults
   */
  async draftBook(id: string): Promise<{ readonly draft: Draft; readonly at: number; readonly before: RuleBook; readonly after: RuleBook } | null> {
    const [row] = await this.database.query<Row>('select * from rule_draft where id = $1', [id]);
    if (!row) return null;
    const draft = draftOf(row), rows = await loadRowsFrom(this.database, this.today()), plan = planOf(rows, draft.parts, draft.effectiveFrom, this.today());
    const faults = faultsOfPlan(rows, plan, await staffOf(this.database));
    if (faults.length > 0) throw problemOfFaults(faults);
    const [count] = await this.database.query<{ held: number }>('select count(*)::int as held from rule_book where kind = any($1) and effective_from <= $2', [kinds, plan.at]), held = count?.held ?? 0;
    return { draft, at: plan.at, before: bookOf(contentsAt(rows, plan.at), held), after: bookOf(contentsAt(plan.rows, plan.at), held + plan.publications.length) };
  }

  /** This morning, local time. */
  private today(): number { return this.morning(this.clock.now()); }
  private morning(at: number): number { return Math.floor((at + this.offset) / DAY) * DAY - this.offset; }
  /** The morning of a local date. */
  midnight(date: string): number { return dayOf(date) * DAY - this.offset; }
  private get offset(): number { return this.directory.book().calendar.offset; }
  /** The local date of a morning. */
  dateOf(at: number): string { return new Date(at + this.offset).toISOString().slice(0, 10); }

  private notPast(effectiveFrom: number): void {
    if (effectiveFrom < this.today()) throw new ProblemError('must-be-in-future', { errors: [{ pointer: '/effectiveFrom', code: 'must-be-in-future', message: 'must be today or later: what has passed is not decided anew', zh: '须为今天或以后：已经过去的不再重新规定' }] });
  }

  /** Everything in which the rule book would disagree with these contents from a local date on. */
  async check(contents: Readonly<Partial<Record<Kind, unknown>>>, date: string): Promise<readonly ContentFault[]> {
    const rows = await loadRowsFrom(this.database, this.today()), parts = Object.fromEntries(Object.entries(contents).map(([kind, content]) => [kind, { base: 0, content }])) as Parts;
    return faultsOfPlan(rows, planOf(rows, parts, this.midnight(date), this.today()), await staffOf(this.database));
  }

  /** Refuses parts that cannot be kept; strictly: also everything in which the whole book would then disagree. */
  private async refuseFaults(tx: Tx, rows: readonly EditionRow[], parts: Parts, effectiveFrom: number, { strict = false, placed }: Strictness): Promise<void> {
    const plan = planOf(rows, parts, effectiveFrom, this.today());
    const faults = strict ? faultsOfPlan(rows, plan, await staffOf(tx)) : plan.faults;
    if (faults.length > 0) throw problemOfFaults(faults, placed);
  }

  /** The plan of a draft that may go into force. @throws ProblemError draft-outdated, rulebook-faults */
  private async ready(tx: Tx, draft: Draft): Promise<Plan> {
    await lock(tx);
    const rows = await loadRowsFrom(tx, this.today(), basesOf(draft)), plan = planOf(rows, draft.parts, draft.effectiveFrom, this.today());
    if (plan.outdated.length > 0) {
      const current = Object.fromEntries(plan.outdated.map((kind) => {
        const part = draft.parts[kind], newest = newestAt(rows, kind, plan.at);
        return [kind, { base: part?.base, newest: newest?.version, differences: differences(kind, rows.find((r) => r.version === part?.base)?.content, newest?.content) }];
      }));
      throw new ProblemError('draft-outdated', { current });
    }
    const faults = faultsOfPlan(rows, plan, await staffOf(tx));
    if (faults.length === 0 && Object.values(changesOfPlan(rows, plan)).every((changed) => changed?.length === 0)) faults.push({ kind: partsOf(draft.parts)[0]?.[0] ?? 'settings', path: '', code: 'changes-nothing', zh: '与现行版本相同，没有任何变化', en: 'changes nothing: it is what holds already' });
    if (faults.length > 0) throw problemOfFaults(faults);
    return plan;
  }

  /** Changes the row of a draft that is in one of these states and, where said, at this version. @throws ProblemError not-found, version-mismatch, draft-state */
  private async change(id: string, expected: number | null, from: readonly DraftState[], run: (tx: Tx, draft: Draft) => Promise<Readonly<Partial<Record<keyof Row, unknown>>>>): Promise<Draft> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<Row>('select * from rule_draft where id = $1 for update', [id]);
      if (!row) throw new ProblemError('not-found');
      const draft = draftOf(row);
      if (expected !== null && expected !== draft.version) throw new ProblemError('version-mismatch', { current: { ...draft, effectiveFrom: this.dateOf(draft.effectiveFrom) } });
      if (!from.includes(draft.state)) throw new ProblemError('draft-state', { current: { state: draft.state, version: draft.version } });
      const next = { ...row, ...(await run(tx, draft)) };
      const [changed] = await tx.query<Row>(
        `update rule_draft set version = version + 1, changed_at = $2, parts = $3::jsonb, effective_from = $4, note = $5, state = $6, submitted_at = $7, decided_by = $8, decided_at = $9, decision_note = $10, published = $11::jsonb where id = $1 returning *`,
        [id, this.clock.now(), JSON.stringify(next.parts), next.effective_from, next.note, next.state, next.submitted_at, next.decided_by, next.decided_at, next.decision_note, next.published === null ? null : JSON.stringify(next.published)]);
      return draftOf(changed as Row);
    });
  }
}

function allow(actor: Actor, what: keyof typeof MAY): void {
  if (!MAY[what].includes(actor.role)) throw new ProblemError('no-right');
}

/** The parts of a draft after somebody has written to them. */
function written(rows: readonly EditionRow[], parts: Parts, wishes: Wishes, at: number): Parts {
  const next: Partial<Record<Kind, Part>> = { ...parts }, faults: ContentFault[] = [];
  for (const kind of kinds) {
    const wish = wishes[kind], before = parts[kind], newest = newestAt(rows, kind, at)?.version ?? 0;
    if (wish === undefined) continue;
    if ('content' in wish) {
      const checked = KINDS[kind].safeParse(wish.content, { reportInput: true });
      if (checked.success) next[kind] = { base: wish.base ?? newest, content: checked.data };
      else faults.push(...schemaFaults(kind, checked.error));
    } else if (before !== undefined && 'content' in before) {
      const made = applyChanges(kind, before.content, wish.changes);
      faults.push(...made.faults.map(({ index, zh, en }) => ({ kind, path: `/changes/${index}`, code: 'not-possible', zh, en })));
      next[kind] = { base: before.base, content: made.content };
    } else next[kind] = { base: before?.base ?? newest, changes: [...(before?.changes ?? []), ...wish.changes] };
  }
  if (faults.length > 0) throw problemOfFaults(faults);
  return next;
}

/** Faults as a problem: `/kind/…` points into the kind's content. `placed` adds where each stands in a file. */
export const problemOfFaults = (faults: readonly ContentFault[], placed?: (fault: ContentFault) => FieldFault['at']): ProblemError => new ProblemError('rulebook-faults', {
  errors: faults.slice(0, MOST).map((f): FieldFault => { const at = placed?.(f); return { pointer: `/${f.kind}${f.path}`, code: f.code, message: f.en, zh: f.zh, ...(at && { at }) }; }),
  ...(faults.length > MOST && { detail: `${faults.length} faults; the first ${MOST} are listed. 共 ${faults.length} 处，列出前 ${MOST} 处。` }),
});
/** More faults than anybody reads: a sheet with a wrong title has them in every row. */
const MOST = 2000;

const basesOf = ({ parts }: Pick<Draft, 'parts'>): number[] => partsOf(parts).map(([, part]) => part.base);

const staffOf = async (sql: Sql): Promise<Staff> => new Map((await sql.query<{ id: string; department: string | null }>('select id, department from person where active')).map((p) => [p.id, p.department]));

const maybe = (value: string | null): number | null => (value === null ? null : Number(value));
const draftOf = (r: Row): Draft => ({
  id: r.id, version: r.version, parts: r.parts, effectiveFrom: Number(r.effective_from), note: r.note, origin: r.origin, author: r.author, createdAt: Number(r.created_at), changedAt: Number(r.changed_at), state: r.state,
  submittedAt: maybe(r.submitted_at), decidedBy: r.decided_by, decidedAt: maybe(r.decided_at), decisionNote: r.decision_note, published: r.published ?? [],
});
