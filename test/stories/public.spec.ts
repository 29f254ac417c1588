import { PROOF_HEADER, puzzleText, ROUTES, type Challenge, type PublicReceipt } from '#contract';
import { createHash, randomUUID } from 'node:crypto';
import { Client, ELSEWHERE, photo, placeIn, Play, RUBBISH, startHarness, type Answer, type Harness } from '../harness/index.js';

const zeroBits = (text: string): number => Math.clz32(createHash('sha256').update(text).digest().readUInt32BE());
const solve = ({ challenge, bits }: Challenge): string => { let answer = 0; while (zeroBits(puzzleText(challenge, answer)) < bits) answer++; return puzzleText(challenge, answer); };

interface Sending { readonly photos?: readonly Buffer[]; readonly key?: string; readonly proof?: string; readonly from?: string }

describe('a resident on the public page', () => {
  let h: Harness;
  let play: Play;
  beforeAll(async () => { h = await startHarness({ backend: 'postgres', env: { GRID_TRUST_PROXY: 'true', GRID_PUBLIC_REPORTS: '60', GRID_CONTACT: '城管中心 0878-5212345' } }); play = new Play(h); });
  afterAll(async () => { await h?.stop(); });

  let neighbour = 0;
  /** Each resident calls from a network of their own, unless a story says otherwise. */
  const network = (): string => `198.18.${Math.floor(++neighbour / 250)}.${neighbour % 250}`;
  const proofOf = async (from: string): Promise<string> => solve(await h.stranger.want('publicChallenge', { headers: { 'x-forwarded-for': from } }));
  async function send(report: unknown, { photos = [], key = randomUUID(), from = network(), proof }: Sending = {}): Promise<Answer<PublicReceipt>> {
    const form = new FormData();
    form.set('report', new Blob([JSON.stringify(report)], { type: 'application/json' }));
    for (const one of photos) form.append('photo', new Blob([new Uint8Array(one)], { type: 'image/jpeg' }), 'photo.jpg');
    return new Client(h.url).ask('publicReport', { body: form, headers: { 'idempotency-key': key, 'x-forwarded-for': from, [PROOF_HEADER]: proof ?? await proofOf(from) } });
  }
  const taken = async (report: object, how: Sending = {}): Promise<PublicReceipt> => {
    const answer = await send({ consent: true, ...report }, how);
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    await h.quiesce();
    return answer.body;
  };
  const caseOf = async (number: string): Promise<string> => {
    const [row] = (await (await h.as('sup-1')).want('cases', { query: { q: number } })).items;
    if (row === undefined) throw new Error(`there is no case ${number}`);
    return row.id;
  };

  it('reports with a photo, follows it by number and code to the end, and marks it; whether it is true is asked first, as the rule book says', async () => {
    const receipt = await taken({ kind: 'litter', text: '垃圾堆了三天', where: '茅阳社区菜市场东门', position: { ...placeIn(), accuracy: 12 } }, { photos: [await photo()] });
    expect(Object.keys(receipt).sort()).toEqual(['follow', 'number']);
    const id = await caseOf(receipt.number), view = await play.view(id);
    expect(view).toMatchObject({ stage: 'confirmation', source: 'public', classId: 'E0110' });
    expect(view.text).toBe('垃圾堆了三天\n位置：茅阳社区菜市场东门');
    expect(view.photos).toHaveLength(1);
    const { cell } = view, member = view.assignee ?? 'gm-101';
    expect(cell).not.toBeNull();
    await play.does(member, id, { type: 'confirm', verdict: 'true', evidence: [await play.photo(member)] });
    if ((await play.view(id)).stage === 'triage') await play.does('disp-1', id, { type: 'triage', classId: RUBBISH.classId, conditionId: RUBBISH.conditionId, severity: 3 });
    if ((await play.view(id)).stage === 'dispatch') await play.does('disp-1', id, { type: 'dispatch', department: 'SAN', coDepartments: [] });
    await play.accepted(id);
    await play.resolved(id);
    await play.verified(id);
    if ((await play.view(id)).stage === 'closure') await play.does('sup-1', id, { type: 'close' });
    const seen = await h.stranger.want('follow', { params: { code: receipt.follow }, query: { number: receipt.number.toLowerCase() } });
    expect(seen).toMatchObject({ number: receipt.number, stage: { stage: 'closed' }, mayRate: true });
    expect(seen.steps.map((s) => s.step)).toEqual(expect.arrayContaining(['received', 'confirming', 'filed', 'given', 'handling', 'handled', 'closed']));
    const marked = await h.stranger.want('rate', { params: { code: receipt.follow }, body: { score: 5, text: '很快' }, headers: { 'idempotency-key': randomUUID() } });
    expect(marked.rating).toBe(5);
    expect((await h.stranger.ask('follow', { params: { code: receipt.follow }, query: { number: 'MD20261124-999999' } })).status).toBe(404);
  });

  it('is asked for words or a photo, for consent, and told in words what is wrong', async () => {
    const faults = async (report: unknown, how: Sending = {}): Promise<[number, string[]]> => { const answer = await send(report, how); return [answer.status, answer.ok ? [] : (answer.problem.errors ?? []).map((e) => e.pointer)]; };
    expect(await faults({ consent: true, kind: 'other' })).toEqual([422, ['/text']]);
    expect(await faults({ kind: 'litter' })).toEqual([422, ['/consent']]);
    expect(await faults({ consent: true, kind: 'dragons', text: 'x' })).toEqual([422, ['/kind']]);
    expect(await faults({ consent: true, text: 'x', website: 'https://buy.example' })).toEqual([422, ['/website']]);
    expect(await faults({ consent: true, text: 'x'.repeat(1001) })).toEqual([422, ['/text']]);
    expect(await faults({ consent: true, text: 'x', contact: { phone: 'call me' } })).toEqual([422, ['/contact/phone']]);
    expect(await faults({ consent: true, text: 'x', position: { lon: 0, lat: 0 } })).toEqual([422, ['/position/lon']]);
    expect(await faults({ consent: true, text: 'x', photos: ['a'.repeat(64)] })).toEqual([422, ['/photos']]);
    expect(await faults({ consent: true, text: 'x' }, { photos: await Promise.all(Array.from({ length: 5 }, photo)) })).toEqual([422, ['/photo']]);
    expect(await faults({ consent: true, text: 'x' }, { photos: [Buffer.from('<?php')] })).toEqual([422, ['/photo/0']]);
    // Far away is no fault: telephones err. It is remarked for whoever triages.
    const far = await taken({ text: '说不清在哪', position: { ...ELSEWHERE, accuracy: 5000 } });
    expect((await play.view(await caseOf(far.number))).cell).toBeNull();
  });

  it('has to solve a puzzle for each report: none, a wrong one, a foreign one and a used one are refused', async () => {
    const from = network(), good = await proofOf(from), [challenge = ''] = good.split(':'), refused = async (proof: string): Promise<string> => { const answer = await send({ consent: true, text: '一' }, { from, proof }); return answer.ok ? 'taken' : answer.problem.code; };
    let wrong = 0;
    while (zeroBits(puzzleText(challenge, wrong)) >= 15) wrong++;
    const own = Buffer.from(JSON.stringify({ for: 'public-report', at: Date.now(), bits: 0, salt: 'x' })).toString('base64url');
    for (const proof of ['', 'x', `${challenge}:${wrong}`, `${challenge}:-1`, `${own}.AAAA:1`, `${challenge.slice(1)}:1`, 'a'.repeat(5000)]) expect([proof.slice(0, 40), await refused(proof)]).toEqual([proof.slice(0, 40), 'puzzle-unsolved']);
    const key = randomUUID(), first = await send({ consent: true, text: '一' }, { from, proof: good, key });
    expect(first.status).toBe(201);
    expect(await refused(good)).toBe('puzzle-unsolved');
    // The same report once more, because its answer was lost on the way: the same answer, no second case.
    const again = await send({ consent: true, text: '一' }, { from, proof: good, key });
    expect([again.status, again.headers.get('idempotency-replayed'), again.ok && first.ok && again.body.number === first.body.number]).toEqual([201, 'true', true]);
    const other = await send({ consent: true, text: '二' }, { from, proof: good, key });
    expect(other.ok ? '' : other.problem.code).toBe('idempotency-key-reused');
    expect((await h.stranger.ask('publicReport', { headers: { 'idempotency-key': 'x' } })).status).toBe(403);
  });

  it('may report a dozen times an hour from one network, and finds harder puzzles before that; others are not held up', async () => {
    const from = '203.0.113.77', bits = async (): Promise<number> => (await h.stranger.want('publicChallenge', { headers: { 'x-forwarded-for': from } })).bits, easy = await bits();
    const proofs = await Promise.all(Array.from({ length: 13 }, () => proofOf(from)));
    for (const [i, proof] of proofs.slice(1).entries()) expect((await send({ consent: true, text: `第 ${i} 件` }, { from, proof })).status).toBe(201);
    expect(await bits()).toBeGreaterThan(easy);
    const refused = await send({ consent: true, text: '再来一件' }, { from, proof: proofs[0] ?? '' });
    expect(refused).toMatchObject({ status: 429, problem: { code: 'too-many-attempts' } });
    const wait = Number(refused.headers.get('retry-after'));
    expect([wait > 0, wait <= 86_400]).toEqual([true, true]);
    await taken({ text: '邻居的一件' });
    // Nobody's address is written down.
    expect(JSON.stringify(await h.database.query('select * from public_quota'))).not.toContain('203.0.113');
  });

  it('may leave a name and a number, which only those who speak with callers ever read, and masked', async () => {
    const receipt = await taken({ text: '路灯不亮', kind: 'lamp', contact: { name: '龚美丽', phone: '138 1234 5678' } }), id = await caseOf(receipt.number);
    expect((await (await h.as('disp-1')).want('caseCallers', { params: { id } })).callers).toMatchObject([{ name: '龚**', phone: '138****5678' }]);
    expect((await (await h.as('gm-101')).ask('caseCallers', { params: { id } })).ok).toBe(false);
    for (const table of ['report', 'cases', 'case_event', 'command_log', 'caller', 'notice']) {
      const [row] = await h.database.query<{ n: number }>(`select count(*)::int as n from ${table} x where x::text like '%13812345678%' or x::text like '%龚美丽%'`);
      expect([table, row?.n]).toEqual([table, 0]);
    }
  });

  it('reads no personal data in any public answer, whatever stands in the cases', async () => {
    const secrets = ['13987654321', '龚小丽', '写在描述里的话', '内部意见'];
    const receipt = await taken({ kind: 'litter', text: '写在描述里的话 13987654321', where: '某处', contact: { name: '龚小丽', phone: '13987654321' }, position: { ...placeIn('532323101001003'), accuracy: 5 } }, { photos: [await photo()] });
    const id = await caseOf(receipt.number);
    await play.does('disp-1', id, { type: 'note', text: '内部意见' });
    await h.advance('1d');
    const { lon, lat } = placeIn('532323101001003'), open = Object.entries(ROUTES).filter(([, route]) => route.audience === 'public' && route.method === 'GET' && route.path.startsWith('/api/'));
    expect(open.map(([name]) => name).sort()).toEqual(['follow', 'mapSettings', 'openapi', 'publicCells', 'publicChallenge', 'publicMap', 'publicPage', 'signInPage']);
    for (const [, { path }] of open) {
      const text = await (await h.stranger.fetch(path.replace('{code}', receipt.follow))).text();
      for (const secret of [...secrets, id, 'gm-101', 'disp-1', ...(path === '/api/public/cells' ? [] : [String(lon).slice(0, 9), String(lat).slice(0, 8)])]) expect([path, text.includes(secret)]).toEqual([path, false]);
    }
  });

  it('sees on the map counts by cell as the day began, small ones withheld, and is answered 304 while nothing is new', async () => {
    const cell = '532323101001030', before = await h.stranger.want('publicMap');
    const figures = async (): Promise<unknown> => (await h.stranger.want('publicMap')).cells.find((c) => c.cell === cell)?.figures ?? [];
    for (const east of [-15, 0]) await taken({ kind: 'litter', text: `垃圾 ${east}`, position: { ...placeIn(cell, east), accuracy: 5 } });
    expect((await h.stranger.want('publicMap')).day).toBe(before.day);
    expect(await figures()).toEqual([]);
    await h.advance('1d');
    expect(await figures()).toEqual([{ group: 'incident-01', open: null, closed30: 0, closed90: 0, days: null }]);
    for (const east of [-10, 10]) await taken({ kind: 'litter', text: `垃圾 ${east}`, position: { ...placeIn(cell, east, 10), accuracy: 5 } });
    await h.advance('1d');
    expect(await figures()).toEqual([{ group: 'incident-01', open: 4, closed30: 0, closed90: 0, days: null }]);
    const map = await h.stranger.fetch('/api/public/map'), tag = map.headers.get('etag') ?? '';
    expect([map.headers.get('cache-control'), tag]).toEqual(['public, max-age=300', expect.stringMatching(/^"[\w-]{22}"$/)]);
    for (const known of [tag, `W/${tag}`]) expect((await h.stranger.fetch('/api/public/map', { headers: { 'if-none-match': known } })).status).toBe(304);
    expect((await h.stranger.fetch('/api/public/cells')).status).toBe(200);
  });
});

describe('a county that takes no reports from the public page', () => {
  it('says so, and still shows how far reports are', async () => {
    const h = await startHarness({ backend: 'postgres', env: { GRID_PUBLIC_REPORTS: '0' } });
    try {
      expect((await h.stranger.want('publicPage')).reporting).toBe(false);
      const form = new FormData();
      form.set('report', new Blob(['{}']));
      expect(await h.stranger.ask('publicReport', { body: form, headers: { 'idempotency-key': 'k', [PROOF_HEADER]: 'x:1' } })).toMatchObject({ status: 403, problem: { code: 'no-right' } });
      expect((await h.stranger.ask('follow', { params: { code: 'nothing' } })).status).toBe(404);
    } finally { await h.stop(); }
  });
});
