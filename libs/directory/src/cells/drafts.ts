import { CELL_DRAFT_STATES, type CellChange, type CellDraft, type CellFault } from '#contract';
import { DAY, dayOf, type Actor, type CellId } from '#domain';
import { Clock, Database, Hints, ProblemError, uuid, type FieldFault, type Tx } from '#platform';
import { Injectable } from '@nestjs/common';
import { contentHash } from '../book/publish.js';
import { Directory, REFERENCE } from '../directory.js';
import { areaOf } from '../places/area.js';
import type { Cell } from '../places/geography.js';
import { MAY } from '../rules/drafts.js';
import { blocking, faultsOfCells, type County } from './check.js';
import type { CellVersion } from './editions.js';
import { tidy } from './plane.js';
import type { CellFile } from './read-file.js';

export type DraftState = (typeof CELL_DRAFT_STATES)[number];
/** A change of cells on its way: drawn by one person, approved by another. */
export interface Draft {
  readonly id: string;
  /** Grows with every change; the ETag of the draft. */
  readonly version: number;
  readonly changes: readonly CellChange[];
  /** The local morning from which it is to hold. */
  readonly effectiveFrom: number;
  readonly note: string | null;
  readonly author: string;
  readonly createdAt: number;
  readonly changedAt: number;
  readonly state: DraftState;
  readonly submittedAt: number | null;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
  readonly decisionNote: string | null;
}
/** A draft with what it would do: the cells of its day without and with it, and everything wrong with them. */
export interface DraftInFull { readonly draft: Draft; readonly holdsFrom: number; readonly before: readonly Cell[]; readonly after: readonly Cell[]; readonly faults: readonly CellFault[] }
export interface Wish { readonly effectiveFrom: string; readonly note?: string | undefined; readonly changes: readonly CellChange[] }

interface Row {
  readonly id: string; readonly version: number; readonly changes: readonly CellChange[]; readonly effective_from: string; readonly note: string | null; readonly author: string; readonly created_at: string; readonly changed_at: string;
  readonly state: DraftState; readonly submitted_at: string | null; readonly decided_by: string | null; readonly decided_at: string | null; readonly decision_note: string | null; readonly command_hash?: string | null;
}

/** Changes of cells: drawn or imported, submitted, approved by a second person, in force from a day on. Who may is who may change the rule book. */
@Injectable()
export class CellDrafts {
  constructor(private readonly database: Database, private readonly hints: Hints, private readonly clock: Clock, private readonly directory: Directory) {}

  /** Writes a draft; it is kept with its faults, which whoever drew it sees and puts right. `command` makes a resent one harmless. */
  async create(actor: Actor, wish: Wish, command: string): Promise<{ readonly draft: Draft; readonly replayed: boolean }> {
    allow(actor, 'write');
    const changes = kept(wish.changes), hash = contentHash([wish.effectiveFrom, wish.note ?? null, changes]), now = this.clock.now(), from = this.midnight(wish.effectiveFrom);
    const replay = async (tx: Tx): Promise<Draft | null> => {
      const [known] = await tx.query<Row>('select * from cell_draft where command_id = $1', [command]);
      if (known && known.command_hash !== hash) throw new ProblemError('idempotency-key-reused');
      return known ? draftOf(known) : null;
    };
    return this.database.transaction(async (tx) => {
      const before = await replay(tx);
      if (before) return { draft: before, replayed: true };
      this.notPast(from);
      const [row] = await tx.query<Row>(
        `insert into cell_draft (id, version, changes, effective_from, note, author, created_at, changed_at, state, command_id, command_hash) values ($1, 1, $2::jsonb, $3, $4, $5, $6, $6, 'draft', $7, $8) on conflict (command_id) do nothing returning *`,
        [uuid(), JSON.stringify(changes), from, wish.note ?? null, actor.id, now, command, hash]);
      if (row) return { draft: draftOf(row), replayed: false };
      const other = await replay(tx);
      if (other) return { draft: other, replayed: true };
      throw new ProblemError('still-running');
    });
  }

  /** A file becomes a draft, or nothing does. @throws ProblemError cell-faults naming each feature and what is wrong with it */
  async import(actor: Actor, file: CellFile, { mode, ...wish }: Omit<Wish, 'changes'> & { readonly mode: 'replace' | 'merge' }, command: string): Promise<{ readonly draft: Draft; readonly replayed: boolean }> {
    allow(actor, 'write');
    const seen = new Map<string, number>(), faults = [...file.faults];
    for (const { code, feature } of file.cells) {
      const first = seen.get(code);
      if (first === undefined) seen.set(code, feature);
      else faults.push({ code: 'twice', level: 'error', old: false, cells: [code], at: null, feature, zh: `第 ${feature + 1} 个要素：编码 ${code} 与第 ${first + 1} 个要素相同`, en: `feature ${feature + 1}: has the code ${code} of feature ${first + 1}` });
    }
    if (faults.length > 0) throw problemOfFaults(faults);
    const now = new Map(this.directory.cellEditions().cellsAt(Math.max(this.midnight(wish.effectiveFrom), this.today())).map((c) => [c.code as string, c]));
    const put = file.cells.filter((c) => !same(c, now.get(c.code))).map((c): CellChange => ({ put: { code: c.code as CellId, zh: c.zh, en: c.en, geometry: { type: 'Polygon', coordinates: c.rings as [number, number][][] } } }));
    const remove = mode === 'merge' ? [] : [...now.keys()].filter((code) => !seen.has(code)).map((code): CellChange => ({ remove: code as CellId }));
    return this.create(actor, { ...wish, changes: [...put, ...remove] }, command);
  }

  /** Changes come to those that are there, in the place of the one of the same cell; `drop` takes cells out of the draft. */
  async edit(actor: Actor, id: string, expected: number | null, wish: { readonly effectiveFrom?: string | undefined; readonly note?: string | undefined; readonly changes?: readonly CellChange[] | undefined; readonly drop?: readonly string[] | undefined }): Promise<Draft> {
    allow(actor, 'write');
    return this.change(id, expected, ['draft'], async (_, draft) => {
      if (draft.author !== actor.id) throw new ProblemError('no-right', { detail: 'Only the author changes a draft. 只有起草人可以修改。' });
      const from = wish.effectiveFrom === undefined ? draft.effectiveFrom : this.midnight(wish.effectiveFrom);
      if (wish.effectiveFrom !== undefined) this.notPast(from);
      return { effective_from: from, note: wish.note ?? draft.note, changes: kept([...draft.changes.filter((c) => !(wish.drop ?? []).includes('remove' in c ? c.remove : c.put.code)), ...(wish.changes ?? [])]) };
    });
  }

  /** Hands it to a second person. @throws ProblemError cell-faults with everything that is wrong on its day or on a later one */
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

  async reject(actor: Actor, id: string, expected: number | null, note: string): Promise<Draft> {
    allow(actor, 'approve');
    return this.change(id, expected, ['submitted'], async (_, draft) => {
      if (draft.author === actor.id) throw new ProblemError('own-draft');
      return { state: 'rejected', decided_by: actor.id, decided_at: this.clock.now(), decision_note: note };
    });
  }

  /** A second person puts it into force from its day on, checked once more against the cells of that day and of those to come. */
  async approve(actor: Actor, id: string, expected: number | null, note?: string): Promise<Draft> {
    allow(actor, 'approve');
    const draft = await this.change(id, expected, ['submitted'], async (tx, found) => {
      if (found.author === actor.id) throw new ProblemError('own-draft');
      const { holdsFrom } = await this.ready(tx, found), at = this.clock.now(), cells = versionsOf(found, holdsFrom);
      await tx.query(
        `insert into cell_version (code, effective_from, zh, en, geometry, area_m2, published_at, published_by, author, note, draft)
         select code, $1, zh, en, geometry, area, $2, $3, $4, $5, $6 from unnest($7::text[], $8::text[], $9::text[], $10::jsonb[], $11::double precision[]) v(code, zh, en, geometry, area)`,
        [holdsFrom, at, actor.id, found.author, found.note, found.id, cells.map((v) => v.code), cells.map((v) => v.cell?.zh ?? null), cells.map((v) => v.cell?.en ?? null), cells.map((v) => v.cell && JSON.stringify({ type: 'Polygon', coordinates: v.cell.rings })), cells.map((v) => v.cell?.areaM2 ?? null)]);
      tx.afterCommit(() => this.hints.publish(REFERENCE));
      return { state: 'approved', decided_by: actor.id, decided_at: at, decision_note: note ?? null };
    });
    await this.directory.refresh();
    return draft;
  }

  /** The newest first. Counts instead of outlines. */
  async list({ state, limit }: { readonly state?: readonly DraftState[] | undefined; readonly limit: number }): Promise<readonly Draft[]> {
    const rows = await this.database.query<Row>(
      `select id, version, (select coalesce(jsonb_agg(case when c ? 'remove' then c else jsonb_build_object('put', jsonb_build_object('code', c -> 'put' -> 'code')) end), '[]'::jsonb) from jsonb_array_elements(changes) c) as changes,
         effective_from, note, author, created_at, changed_at, state, submitted_at, decided_by, decided_at, decision_note
       from cell_draft where ($1::text[] is null or state = any($1)) order by changed_at desc, id desc limit $2`, [state ?? null, limit]);
    return rows.map(draftOf);
  }

  async find(id: string): Promise<DraftInFull | null> {
    const [row] = await this.database.query<Row>('select * from cell_draft where id = $1', [id]);
    return row ? this.inFull(draftOf(row)) : null;
  }

  /** What a draft would do, or, when it was approved, did. */
  inFull(draft: Draft): DraftInFull {
    const decided = draft.state === 'approved' ? this.morning(draft.decidedAt ?? draft.changedAt) : this.today(), at = Math.max(draft.effectiveFrom, decided), editions = this.directory.cellEditions();
    // An approved draft is compared with the moment before its day.
    const before = editions.cellsAt(draft.state === 'approved' ? at - 1 : at), after = draft.state === 'approved' ? editions.cellsAt(at) : editions.cellsAt(at, versionsOf(draft, at));
    const open = draft.state === 'draft' || draft.state === 'submitted';
    return { draft, holdsFrom: at, before, after, faults: open ? this.faults(draft, before, after) : [] };
  }

  private looked: { readonly key: string; readonly faults: readonly CellFault[] } | null = null;
  private faults(draft: Draft, before: readonly Cell[], after: readonly Cell[]): readonly CellFault[] {
    // Thousands of outlines are looked at: once for a version of a draft over what holds.
    const key = `${draft.id} ${draft.version} ${this.directory.revision}`;
    if (this.looked?.key !== key) {
      const faults = faultsOfCells(after, before, versionsOf(draft, 0).flatMap((v) => (v.cell === null ? [] : [v.cell])), this.county());
      const known = new Set<string>(before.map((c) => c.code));
      for (const change of draft.changes) if ('remove' in change && !known.has(change.remove)) faults.unshift({ code: 'unknown-cell', level: 'error', old: false, cells: [change.remove], at: null, zh: `没有网格 ${change.remove} 可撤销`, en: `there is no cell ${change.remove} to give up` });
      if (changed(before, after) === 0) faults.unshift({ code: 'changes-nothing', level: 'error', old: false, cells: [], at: null, zh: '与现行网格相同，没有任何变化', en: 'changes nothing: the cells are like that already' });
      this.looked = { key, faults };
    }
    return this.looked.faults;
  }

  private async ready(tx: Tx, draft: Draft): Promise<{ readonly holdsFrom: number }> {
    // One at a time, and not while files are read in: two publications must see each other.
    await tx.query(`select pg_advisory_xact_lock(hashtext('grid-dispatch seed'))`);
    await this.directory.refresh();
    const full = this.inFull(draft), editions = this.directory.cellEditions(), versions = versionsOf(draft, full.holdsFrom);
    const bad = blocking(full.faults);
    for (const later of editions.after(full.holdsFrom)) bad.push(...blocking(faultsOfCells(editions.cellsAt(later, versions), editions.cellsAt(later), [], this.county())).map((f) => ({ ...f, zh: `自 ${this.dateOf(later)} 起：${f.zh}`, en: `from ${this.dateOf(later)} on: ${f.en}` })));
    if (bad.length > 0) throw problemOfFaults(bad);
    return full;
  }

  private county(): County {
    const book = this.directory.book();
    return { county: book.county.code, townships: new Set([...book.townships].map((t) => t.code)), used: this.directory.cellEditions().codes, answered: (code) => { const { main, backups } = this.directory.responsible(code as CellId); return main !== null || backups.length > 0; } };
  }

  private async change(id: string, expected: number | null, from: readonly DraftState[], run: (tx: Tx, draft: Draft) => Promise<Readonly<Partial<Record<keyof Row, unknown>>>>): Promise<Draft> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<Row>('select * from cell_draft where id = $1 for update', [id]);
      if (!row) throw new ProblemError('not-found');
      const draft = draftOf(row);
      if (expected !== null && expected !== draft.version) throw new ProblemError('version-mismatch', { current: { id, version: draft.version, state: draft.state } });
      if (!from.includes(draft.state)) throw new ProblemError('draft-state', { current: { state: draft.state, version: draft.version } });
      const next = { ...row, ...(await run(tx, draft)) };
      const [after] = await tx.query<Row>(
        `update cell_draft set version = version + 1, changed_at = $2, changes = $3::jsonb, effective_from = $4, note = $5, state = $6, submitted_at = $7, decided_by = $8, decided_at = $9, decision_note = $10 where id = $1 returning *`,
        [id, this.clock.now(), JSON.stringify(next.changes), next.effective_from, next.note, next.state, next.submitted_at, next.decided_by, next.decided_at, next.decision_note]);
      return draftOf(after as Row);
    });
  }

  private notPast(from: number): void {
    if (from < this.today()) throw new ProblemError('must-be-in-future', { errors: [{ pointer: '/effectiveFrom', code: 'must-be-in-future', message: 'must be today or later: what has passed is not decided anew', zh: '须为今天或以后：已经过去的不再重新规定' }] });
  }
  private get offset(): number { return this.directory.book().calendar.offset; }
  private morning(at: number): number { return Math.floor((at + this.offset) / DAY) * DAY - this.offset; }
  private today(): number { return this.morning(this.clock.now()); }
  midnight(date: string): number { return dayOf(date) * DAY - this.offset; }
  dateOf(at: number): string { return new Date(at + this.offset).toISOString().slice(0, 10); }
}

function allow(actor: Actor, what: keyof typeof MAY): void { if (!MAY[what].includes(actor.role)) throw new ProblemError('no-right'); }

/** Rings as they are kept; of several changes of one cell the last one. */
const kept = (changes: readonly CellChange[]): CellChange[] => [...new Map(changes.map((c): [string, CellChange] => ('remove' in c ? [c.remove, c] : [c.put.code, { put: { ...c.put, geometry: { type: 'Polygon', coordinates: c.put.geometry.coordinates.map((ring, k) => tidy(ring, k > 0) as [number, number][]) } } }]))).values()];

/** The changes as versions that nobody has decided yet. */
const versionsOf = (draft: Pick<Draft, 'changes'>, from: number): CellVersion[] => draft.changes.map((c): CellVersion => ('remove' in c ? { version: Number.MAX_SAFE_INTEGER, code: c.remove, from, cell: null } : {
  version: Number.MAX_SAFE_INTEGER, code: c.put.code, from, cell: { code: c.put.code, zh: c.put.zh, en: c.put.en, areaM2: areaOf(c.put.geometry.coordinates), rings: c.put.geometry.coordinates },
}));

/** The same name and the same corners, wherever the ring begins. */
export function same(a: Pick<Cell, 'zh' | 'en'> & { readonly rings: readonly (readonly (readonly [number, number])[])[] }, b: Cell | undefined): boolean {
  const key = (rings: readonly (readonly (readonly [number, number])[])[]): string => rings.map((ring) => {
    const open = ring.slice(1).map(String), first = open.indexOf([...open].sort()[0] ?? '');
    return [...open.slice(first), ...open.slice(0, first)].join(' ');
  }).join('|');
  return b !== undefined && a.zh === b.zh && a.en === b.en && key(a.rings) === key(b.rings);
}
/** How many cells differ. */
export function changed(before: readonly Cell[], after: readonly Cell[]): number {
  const was = new Map(before.map((c) => [c.code, c])), is = new Set(after.map((c) => c.code));
  return after.filter((c) => !same(c, was.get(c.code))).length + before.filter((c) => !is.has(c.code)).length;
}

/** More faults than anybody reads. */
const MOST = 500;
export const problemOfFaults = (faults: readonly CellFault[]): ProblemError => new ProblemError('cell-faults', {
  errors: faults.slice(0, MOST).map((f): FieldFault => ({ pointer: f.feature === undefined ? '/changes' : `/features/${f.feature}`, code: f.code, message: f.en, zh: f.zh, ...(f.feature !== undefined && { at: { feature: f.feature + 1 } }) })),
  ...(faults.length > MOST && { detail: `${faults.length} faults; the first ${MOST} are listed. 共 ${faults.length} 处，列出前 ${MOST} 处。` }),
});

const maybe = (value: string | null): number | null => (value === null ? null : Number(value));
const draftOf = (r: Row): Draft => ({
  id: r.id, version: r.version, changes: r.changes, effectiveFrom: Number(r.effective_from), note: r.note, author: r.author, createdAt: Number(r.created_at), changedAt: Number(r.changed_at), state: r.state,
  submittedAt: maybe(r.submitted_at), decidedBy: r.decided_by, decidedAt: maybe(r.decided_at), decisionNote: r.decision_note,
});

/** What an actor may do with a draft now. */
export function allowedOn({ state, author }: Pick<Draft, 'state' | 'author'>, { id, role }: Actor): CellDraft['allowed'] {
  const own = author === id && MAY.write.includes(role), open = state === 'draft' || state === 'submitted';
  return [...(own && state === 'draft' ? ['edit', 'submit'] as const : []), ...(own && open ? ['withdraw'] as const : []), ...(author !== id && MAY.approve.includes(role) && state === 'submitted' ? ['approve', 'reject'] as const : [])];
}
