import { setTimeout as sleep } from 'node:timers/promises';
import { sees, type Case, type CaseId, type DepartmentId, type ClassId, type ConditionId } from '#domain';
import type { FeedPage, Tx } from '#platform';
import { World } from '../testing/world.js';
import type { CaseEntry } from './feed.js';
import { renewFeedEpoch } from './epoch.js';

type Batch = FeedPage<CaseEntry>;

let world: World;
beforeAll(async () => { world = await World.start({ pool: 20 }); }, 180_000);
afterAll(() => world.stop());

const note = (c: Case, text: string) => world.done(c.id, 'disp-1', { type: 'note', text });
/** Waits until all that was written may be read: a transaction of any database of the cluster, such as another spec making its own, keeps the feed back. */
async function readable(): Promise<void> {
  while ((await world.database.query('select from case_event where xact >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint limit 1')).length > 0) await sleep(20);
}
async function head(): Promise<string> { await readable(); return world.feed.head(); }
async function read(since: string, limit = 100): Promise<Batch> { await readable(); return readNow(since, limit); }
async function readNow(since: string, limit: number): Promise<Batch> {
  const answer = await world.feed.after(since, limit);
  if (answer === 'gone') throw new Error('gone');
  return answer;
}

/** Holds a writing transaction open until told. */
function held(work: (tx: Tx) => Promise<void>): { begun: Promise<void>; end: () => Promise<void> } {
  let release!: () => void, begun!: () => void;
  const gate = new Promise<void>((done) => { release = done; });
  const started = new Promise<void>((done) => { begun = done; });
  const ended = world.database.transaction(async (tx) => { await work(tx); begun(); await gate; });
  return { begun: started, end: async () => { release(); await ended; } };
}

describe('the change feed', () => {
  it('says every change once, in commit order, at most one entry a case in a batch', async () => {
    const since = await head();
    const [a, b] = [await world.report(), await world.report()];
    await note(a, 'one');
    await note(b, 'two');
    await note(a, 'three');
    const { entries, position, more } = await read(since);
    expect(entries.map((e) => [e.id, e.version, e.event])).toEqual([[b.id, 2, 'NoteAdded'], [a.id, 3, 'NoteAdded']]);
    expect(entries[1]).toMatchObject({ row: { id: a.id, version: 3 }, scope: { cell: a.cell, reporters: ['gm-101'] }, formerScope: null, stage: 'triage' });
    expect(entries.at(-1)?.position).toBe(position);
    expect(more).toBe(false);
    expect(await read(position)).toEqual({ entries: [], position, more: false, held: false });
  });

  it('goes on where a batch ended', async () => {
    const since = await head();
    const cases: Case[] = [];
    for (let i = 0; i < 7; i++) cases.push(await world.report());
    const seen: string[] = [];
    for (let at = since; ;) {
      const { entries, position, more } = await read(at, 2);
      seen.push(...entries.map((e) => e.id));
      at = position;
      if (!more) break;
    }
    expect(seen).toEqual(cases.map((c) => c.id));
  });

  it('keeps back what a transaction begun earlier might still precede', async () => {
    const since = await head(), early = await world.report();
    const before = await read(since);
    // Begun and numbered first, committed last.
    const slow = held(async (tx) => { await tx.query('select pg_current_xact_id()'); });
    await slow.begun;
    const late = await note(early, 'while somebody else is writing');
    expect(await readNow(before.position, 100)).toMatchObject({ entries: [], held: true });
    await slow.end();
    expect((await read(before.position)).entries.map((e) => [e.id, e.version])).toEqual([[late.id, late.version]]);
  });

  it('has no gap under many writers, some of them slow, some rolled back', async () => {
    const since = await head();
    const cases = await Promise.all(Array.from({ length: 10 }, () => world.report()));
    const seen = new Map<string, number[]>();
    let at = since, stop = false;
    const reader = (async () => {
      for (;;) {
        const last = stop;
        const { entries, position, more } = await readNow(at, 5);
        for (const e of entries) seen.set(e.id, [...(seen.get(e.id) ?? []), e.version]);
        at = position;
        if (last && !more && entries.length === 0) return;
      }
    })();
    await Promise.all(Array.from({ length: 10 }, async (_, writer) => {
      for (let i = 0; i < 12; i++) {
        const c = cases[(writer * 7 + i) % 10] as Case;
        const also = async (tx: Tx): Promise<void> => {
          await tx.query('select pg_sleep($1)', [((writer * 31 + i * 17) % 10) / 500]);
          if ((writer + i) % 6 === 0) throw new Error('taken back');
        };
        await world.done(c.id, 'disp-1', { type: 'note', text: `${writer}/${i}` }, { also }).catch((error: unknown) => { if (!String(error).includes('taken back')) throw error; });
      }
    }));
    await readable();
    stop = true;
    await reader;
    for (const c of cases) {
      const [row] = await world.database.query<{ version: number }>('select version from cases where id = $1', [c.id]);
      const versions = seen.get(c.id) ?? [];
      expect(versions.at(-1)).toBe(row?.version);
      expect(versions).toEqual([...versions].sort((x, y) => x - y));
    }
  }, 60_000);

  it('delivers every single event in one order when nothing is folded', async () => {
    const since = await head();
    const c = await world.report();
    await Promise.all(Array.from({ length: 15 }, (_, i) => note(c, `${i}`)));
    const versions: number[] = [];
    for (let at = since; ;) {
      const { entries, position } = await read(at, 1);
      if (entries.length === 0) break;
      versions.push(...entries.map((e) => e.version));
      at = position;
    }
    expect(versions).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
  });

  it('says where a case was before it moved, so that readers there learn that it left', async () => {
    const c = await world.report();
    await world.done(c.id, 'disp-1', { type: 'triage', classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3 });
    await world.done(c.id, 'disp-1', { type: 'dispatch', department: 'SAN' as DepartmentId, coDepartments: ['UM' as DepartmentId] });
    const since = await head();
    await world.done(c.id, 'lead-san', { type: 'dispute', reason: 'not ours' });
    await world.done(c.id, 'sup-1', { type: 'rule', department: 'WTR' as DepartmentId, ground: 'their pipe' });
    const [entry] = (await read(since)).entries as [CaseEntry];
    expect(entry.scope).toMatchObject({ department: 'WTR', coDepartments: [] });
    expect(entry.formerScope).toMatchObject({ department: 'SAN', coDepartments: ['UM'], cell: c.cell });
    for (const [who, now, before] of [['h-san-1', false, true], ['h-um-1', false, true], ['h-wtr-1', true, false], ['gm-101', true, true], ['disp-1', true, true]] as const)
      expect([who, sees(world.actor(who), entry.scope), entry.formerScope !== null && sees(world.actor(who), entry.formerScope)]).toEqual([who, now, before]);
  });

  it('is gone for positions of another life, of the future, and for what is no position', async () => {
    const here = await head(), [epoch] = here.split('.');
    for (const bad of ['', 'x', 'a.b.c', `other.1.1`, `${epoch}.99999999999.0`, `${epoch}.1`, `${here}.1`]) expect(await world.feed.after(bad, 10)).toBe('gone');
    await renewFeedEpoch(world.database);
    expect(await world.feed.after(here, 10)).toBe('gone');
    expect(await world.feed.after(await head(), 10)).toMatchObject({ entries: [] });
  });

  it('from the very beginning tells everything there is', async () => {
    const [epoch] = (await head()).split('.');
    const seen = new Set<string>();
    for (let at = `${epoch}.0.0`; ;) {
      const { entries, position, more } = await read(at, 50);
      for (const e of entries) seen.add(e.id);
      at = position;
      if (!more) break;
    }
    expect([...seen].sort()).toEqual((await world.database.query<{ id: CaseId }>('select id from cases order by id')).map((r) => r.id));
  });
});
