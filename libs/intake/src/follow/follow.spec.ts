import { followViewSchema, LABELS, type FollowView, type ReportReceipt } from '#contract';
import { DAY, type ClassId, type Command, type ConditionId, type DepartmentId, type UserId } from '#domain';
import { uuid } from '#platform';
import { picture, placeIn, START, World, type Answer } from '../testing/world.js';

let world: World;
let cells: readonly string[];
beforeAll(async () => {
  world = await World.start();
  cells = world.actor('gm-101').cells ?? [];
}, 120_000);
afterAll(() => world.stop());

/** Whatever anybody writes into a case: none of it may be read outside. */
const INNER = '内部意见：找张三';
let places = 0;
const hotline = async (more: object = {}): Promise<ReportReceipt> => {
  const answer = await world.report('disp-1', { classId: 'E0110', conditionId: 'E0110-1', text: '来电：垃圾堆了三天，我叫李四', source: 'hotline', position: placeIn(cells[places++ % cells.length]), ...more });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.problem));
  return answer.body;
};
const ask = (code: string): Promise<Answer<FollowView>> => world.stranger('GET', `/api/follow/${encodeURIComponent(code)}`);
const view = async ({ follow }: Pick<ReportReceipt, 'follow'>): Promise<FollowView> => {
  const answer = await ask(follow);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.problem));
  return followViewSchema.strict().parse(answer.body);
};
const steps = async (receipt: ReportReceipt): Promise<string[]> => (await view(receipt)).steps.map((s) => s.step);
const rate = (code: string, body: unknown, key: string = uuid()): Promise<Answer<FollowView>> => world.stranger('POST', `/api/follow/${code}/rating`, body, { 'idempotency-key': key });

const filed: Command = { type: 'triage', classId: 'E0110' as ClassId, conditionId: 'E0110-1' as ConditionId, severity: 3 };
const toSanitation: Command = { type: 'dispatch', department: 'SAN' as DepartmentId, coDepartments: [], note: INNER };
const accepted: Command = { type: 'accept', assignee: 'h-san-1' as UserId };
const resolved = async (): Promise<Command> => ({ type: 'resolve', note: INNER, evidence: await world.upload('h-san-1', await picture()) });
const play = async (id: string, ...script: readonly (readonly [who: string, command: Command])[]): Promise<void> => { for (const [who, command] of script) await world.command(id, who, command); };
const handled = async (id: string): Promise<void> => play(id, ['disp-1', filed], ['disp-1', toSanitation], ['h-san-1', accepted], ['h-san-1', await resolved()]);
const closed = async (id: string): Promise<void> => { await handled(id); await play(id, ['gm-101', { type: 'verify', passed: true, note: INNER, evidence: [] }], ['sup-1', { type: 'close', note: INNER }]); };

describe('whoever holds the follow code of a report', () => {
  it('reads each visible step with its time, in both languages, and where it stands, but nothing of what stays inside', async () => {
    const receipt = await hotline();
    const { id } = receipt;
    expect(await view(receipt)).toMatchObject({
      number: receipt.number, follows: null, about: { zh: '暴露垃圾' }, reportedAt: START, rating: null, mayRate: false, stage: { stage: 'triage', zh: '已收到，正在受理' },
      steps: [{ step: 'received', at: START, zh: '已收到您的反映', en: 'We have received what you reported' }],
    });
    const script: (readonly [string, Command, string[], string])[] = [
      ['disp-1', { type: 'askConfirmation', note: INNER }, ['confirming'], 'confirmation'], ['gm-101', { type: 'confirm', verdict: 'true', note: INNER, evidence: [] }, [], 'triage'], ['disp-1', filed, ['filed'], 'dispatch'],
      ['disp-1', toSanitation, ['given'], 'acceptance'], ['h-san-1', accepted, ['handling'], 'handling'], ['disp-1', { type: 'urge', text: INNER }, [], 'handling'], ['h-san-1', await resolved(), ['handled'], 'verification'],
      ['gm-101', { type: 'verify', passed: false, note: INNER, evidence: [] }, ['again'], 'handling'], ['h-san-1', await resolved(), ['handled'], 'verification'], ['gm-101', { type: 'verify', passed: true, note: INNER, evidence: [] }, ['checked'], 'closure'],
      ['sup-1', { type: 'close', note: INNER }, ['closed'], 'closed'],
    ];
    const told = ['received'];
    for (const [who, command, more, stage] of script) {
      await world.command(id, who, command);
      told.push(...more);
      const seen = await view(receipt);
      expect([command.type, seen.steps.map((s) => s.step), seen.stage.stage]).toEqual([command.type, told, stage]);
      expect(seen.mayRate).toBe(stage === 'closed');
    }
    const text = JSON.stringify(await view(receipt));
    expect(text).toContain(world.directory.book().departments.get('SAN' as DepartmentId)?.zh);
    for (const who of ['disp-1', 'gm-101', 'h-san-1', 'sup-1']) for (const name of [who, world.directory.name(who)]) expect(text).not.toContain(name);
    for (const inner of [INNER, '张三', '李四', '来电', id, receipt.report]) expect(text).not.toContain(inner);
  });

  it('is told of a refusal what the rule book answers', async () => {
    const receipt = await hotline();
    await world.command(receipt.id, 'disp-1', { type: 'refuse', code: 'not-ours', note: INNER });
    const seen = await view(receipt);
    expect(seen).toMatchObject({ stage: { stage: 'closed', zh: LABELS.zh.follow.outcome.refused }, mayRate: false });
    expect(seen.steps.at(-1)).toMatchObject({ step: 'refused', zh: '不予立案：您反映的事项不属于城市管理受理范围，请拨打 12345。', en: expect.stringContaining('please call 12345') });
    expect(JSON.stringify(seen)).not.toContain(INNER);
  });

  it('of something put off is told why and until when; of an ending by paper that it ended', async () => {
    const receipt = await hotline(), { id } = receipt;
    await play(id, ['disp-1', filed], ['disp-1', toSanitation], ['h-san-1', accepted], ['lead-san', { type: 'request', kind: 'suspension', reason: INNER, until: START + 9 * DAY, ground: 'season', evidence: await world.upload('lead-san', await picture()) }]);
    expect(await steps(receipt)).toEqual(['received', 'filed', 'given', 'handling']);
    await world.command(id, 'disp-1', { type: 'grant', note: INNER });
    expect((await view(receipt)).steps.at(-1)).toMatchObject({ step: 'postponed', zh: '暂缓办理（季节原因），预计 2026-12-03 恢复' });
    await play(id, ['disp-1', { type: 'resume' }], ['disp-1', { type: 'propose', kind: 'forced', reason: INNER, document: INNER }], ['sup-1', { type: 'approve' }]);
    const seen = await view(receipt);
    expect([seen.steps.map((s) => s.step), seen.stage.zh, JSON.stringify(seen).includes(INNER)]).toEqual([['received', 'filed', 'given', 'handling', 'postponed', 'resumed', 'ended'], '已终止办理', false]);
  });

  it('of a report that was merged follows the master, and its own case again when that is undone', async () => {
    const master = await hotline();
    await play(master.id, ['disp-1', filed]);
    const other = await hotline();
    await world.command(other.id, 'disp-1', { type: 'merge', into: master.id });
    const grand = await hotline();
    await world.command(master.id, 'disp-1', { type: 'merge', into: grand.id });
    await play(grand.id, ['disp-1', filed], ['disp-1', toSanitation]);
    const seen = await view(other);
    expect([seen.number, seen.follows, seen.stage.stage]).toEqual([other.number, grand.number, 'acceptance']);
    expect(seen.steps.map((s) => s.step)).toEqual(['received', 'filed', 'merged', 'merged', 'filed', 'given']);
    expect(seen.steps.filter((s) => s.step === 'merged').map((s) => s.zh)).toEqual([`与案件 ${master.number} 是同一问题，已并案，按该案进展答复`, `与案件 ${grand.number} 是同一问题，已并案，按该案进展答复`]);
    expect(await steps(grand)).toEqual(['received', 'filed', 'given']);
    await world.command(other.id, 'disp-1', { type: 'unmerge', reason: INNER });
    const alone = await view(other);
    expect([alone.follows, alone.stage.stage, alone.steps.map((s) => s.step)]).toEqual([null, 'triage', ['received', 'merged', 'unmerged']]);
    expect((await view(master)).follows).toBe(grand.number);
  });

  it('of a report that joined an open case is told so, and what that case has come to', async () => {
    const first = await hotline();
    await world.command(first.id, 'disp-1', { type: 'askConfirmation' });
    const second = await hotline({ sameAs: first.id });
    expect([second.number, second.follow === first.follow]).toEqual([first.number, false]);
    await play(first.id, ['gm-101', { type: 'confirm', verdict: 'true', evidence: [] }], ['disp-1', filed]);
    expect([await steps(first), await steps(second)]).toEqual([['received', 'confirming', 'filed'], ['received', 'confirming', 'joined', 'filed']]);
  });

  it('gets the same code when the report is sent again, and no table holds it', async () => {
    const key = uuid(), body = { text: '再发一次', source: 'hotline' };
    const [first, again] = [await world.report('disp-1', body, { key }), await world.report('disp-1', body, { key })];
    expect([again.replayed, again.body.follow]).toEqual([true, first.body.follow]);
    const plain = first.body.follow.replaceAll('-', '');
    for (const table of ['report', 'report_follow', 'case_event', 'cases', 'command_log'])
      expect([table, await world.count(`(select 1 from ${table} x where x::text ilike $1 or x::text ilike $2) y`, [`%${first.body.follow}%`, `%${plain}%`])]).toEqual([table, 0]);
    // A report from before there were codes is given its own when it is sent again.
    await world.database.query('delete from report_follow where report_id = $1', [first.body.report]);
    expect((await ask(first.body.follow)).status).toBe(404);
    await world.report('disp-1', body, { key });
    expect((await ask(plain.toLowerCase())).status).toBe(200);
  });
});

describe('the mark of whoever reported it', () => {
  it('is given once, after closing, and stands on the case', async () => {
    const receipt = await hotline();
    await handled(receipt.id);
    const early = await rate(receipt.follow, { score: 5 });
    expect([early.status, early.problem.code, early.problem.stage, early.problem.current]).toEqual([409, 'wrong-stage', 'verification', undefined]);
    await play(receipt.id, ['gm-101', { type: 'verify', passed: true, evidence: [] }], ['sup-1', { type: 'close' }]);
    const key = uuid(), mark = { score: 4, text: '处理及时，电话 13812345678' };
    const [first, again] = [await rate(receipt.follow, mark, key), await rate(receipt.follow, mark, key)];
    expect([first.status, first.replayed, again.status, again.replayed]).toEqual([200, false, 200, true]);
    expect(first.body).toMatchObject({ rating: 4, mayRate: false });
    expect(first.body.steps.at(-1)).toMatchObject({ step: 'rated', zh: '已评价 4 分，感谢您的评价' });
    expect(JSON.stringify(first.body)).not.toContain('处理及时');
    for (const [body, k, status, code] of [[mark, uuid(), 409, 'already-done'], [{ score: 5 }, key, 422, 'idempotency-key-reused']] as const) expect(await rate(receipt.follow, body, k)).toMatchObject({ status, problem: { code } });
    const inside = await world.view(receipt.id);
    expect(inside.rating).toBe(4);
    expect(inside.timeline.at(-1)).toMatchObject({ type: 'CaseRated', by: { id: 'citizen', role: 'citizen', name: '上报人' }, data: { score: 4, text: '处理及时，电话 138****5678' } });
  });

  it('of a merged report is the master’s; a reopened case may be marked anew', async () => {
    const [master, other] = [await hotline(), await hotline()];
    await world.command(other.id, 'disp-1', { type: 'merge', into: master.id });
    await closed(master.id);
    expect((await rate(other.follow, { score: 2 })).body).toMatchObject({ number: other.number, follows: master.number, rating: 2, mayRate: false });
    expect((await rate(master.follow, { score: 5 })).problem.code).toBe('already-done');
    await world.command(master.id, 'sup-1', { type: 'reopen', reason: INNER });
    expect(await view(other)).toMatchObject({ rating: null, mayRate: false, stage: { stage: 'dispatch' } });
    expect((await steps(other)).slice(-2)).toEqual(['rated', 'reopened']);
  });

  it('is not for what was refused', async () => {
    const receipt = await hotline();
    await world.command(receipt.id, 'disp-1', { type: 'refuse', code: 'unclear' });
    expect(await rate(receipt.follow, { score: 1 })).toMatchObject({ status: 409, problem: { code: 'wrong-stage' } });
  });

  it.each([[{}], [{ score: 0 }], [{ score: 6 }], [{ score: 4.5 }], [{ score: '5' }], [{ score: 5, text: '' }], [{ score: 5, text: 'a\u0000' }], [{ score: 5, text: '\u202etxt' }], [{ score: 5, text: '长'.repeat(501) }], [{ score: 5, role: 'supervisor' }], [[5]], [null]])('%j is refused', async (body) => {
    const receipt = await hotline();
    await closed(receipt.id);
    expect(await rate(receipt.follow, body)).toMatchObject({ status: 422, problem: { code: 'invalid-input' } });
    expect((await view(receipt)).rating).toBeNull();
  });

  it('needs its key', async () => {
    const receipt = await hotline();
    expect((await world.stranger('POST', `/api/follow/${receipt.follow}/rating`, { score: 5 })).problem.code).toBe('idempotency-key-missing');
  });
});

describe('a wrong code', () => {
  const failures = async (subject: string): Promise<number> => Number((await world.database.query<{ n: string | null }>('select sum(failures) as n from sign_in_attempt where subject like $1', [`${subject}:%`]))[0]?.n ?? 0);
  const forget = (): Promise<unknown> => world.database.query('delete from sign_in_attempt');
  beforeEach(forget);
  afterAll(forget);

  it('is answered alike, whatever is wrong with it', async () => {
    const { follow } = await hotline();
    const near = follow.slice(0, -1) + (follow.endsWith('0') ? '1' : '0');
    const answers = await Promise.all([near, '0000-0000-0000', 'x', '垃圾', "' or 1=1 --", 'a\u0000b', '%', '*', 'A'.repeat(90)].flatMap((code) => [ask(code), rate(encodeURIComponent(code), { score: 5 })]));
    expect(new Set(answers.map((a) => JSON.stringify([a.status, a.body])))).toEqual(new Set([JSON.stringify([404, { code: 'not-found' }])]));
  });

  it('too often makes the address wait, also with a right code; signing in is counted apart', async () => {
    const receipt = await hotline();
    for (let i = 0; i < 60; i++) expect((await ask(`0000-0000-${1000 + i}`)).status).toBe(404);
    const held = await ask(receipt.follow);
    expect([held.status, held.problem.code, (held.problem.retryAfter ?? 0) > 0]).toEqual([429, 'too-many-attempts', true]);
    expect((await rate(receipt.follow, { score: 5 })).problem.code).toBe('too-many-attempts');
    expect([await failures('follow'), await failures('address')]).toEqual([60, 0]);
    await forget();
    expect((await ask(receipt.follow)).status).toBe(200);
  });
});
