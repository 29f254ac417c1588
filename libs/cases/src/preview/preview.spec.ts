import { rulePreviewSchema, type RulePreview } from '#contract';
import { RuleDrafts, type RuleBook } from '#directory';
import { limitOf, type Case, type CellId, type UserId } from '#domain';
import { uuid } from '#platform';
import { history } from '../store/read.js';
import { World } from '../testing/world.js';
import { effectsOn } from './effects.js';

let world: World;
beforeAll(async () => { world = await World.start(); }, 180_000);
afterAll(() => world.stop());

let place = 0;
const alone = () => ({ place: { lon: 101.5 + (place += 0.01), lat: 25.3, accuracy: 5 } });
const preview = async (parts: Parameters<RuleDrafts['create']>[1]['parts']): Promise<RulePreview> => {
  const { draft } = await world.get(RuleDrafts).create(world.actor('sup-1'), { effectiveFrom: '2026-11-25', note: 'a try', parts }, uuid());
  const answer = await world.http.ask('leader-1', 'GET', `/api/rulebook/drafts/${draft.id}/preview`);
  expect(answer.status).toBe(200);
  return rulePreviewSchema.parse(answer.body);
};
const counts = ({ effects }: RulePreview): Record<string, number> => Object.fromEntries(effects.filter((e) => e.count > 0).map((e) => [e.effect, e.count]));

describe('the preview of a draft', () => {
  it('says to whom waiting cases would go, what new filings would be promised and which warnings would go off; and changes nothing', async () => {
    const waiting = await world.report({ ...alone(), source: 'transfer' }), filed = await world.report(alone());
    await world.settleAll();
    await world.done(filed.id, 'h-san-1', { type: 'accept', assignee: 'h-san-1' as UserId });
    await world.settleAll();
    const line = { id: 'D-E0110-1', classId: 'E0110', conditionId: 'E0110-1', area: '*', owner: '*', main: 'UM', co: [], from: '2026-11-25', to: null };
    const routed = await preview({ duty: { changes: [{ list: 'lines', put: line }] } });
    expect(counts(routed)).toEqual({ 'route-changes': 1 });
    expect(routed.effects.find((e) => e.effect === 'route-changes')?.examples).toMatchObject([{ id: waiting.id, number: waiting.number, was: { department: 'SAN', sure: true }, is: { department: 'UM', line: 'D-E0110-1', sure: true } }]);
    expect(routed.looked).toBe(2);

    const rung = { id: 'early', clock: 'handling', at: { after: { value: 1, unit: 'urgent_minute' } }, level: 1, tell: ['handler'] };
    const warned = await preview({ ladder: { changes: [{ list: 'rules', put: rung }] } });
    expect(counts(warned)).toEqual({ 'rung-fires': 1 });
    expect(warned.effects.find((e) => e.effect === 'rung-fires')?.examples).toMatchObject([{ id: filed.id, is: ['early'] }]);
    for (const c of [waiting, filed]) expect((await history(world.database, c.id)).filter((r) => r.event.type === 'CaseEscalated')).toEqual([]);
  });

  it('is for those who may read the rule book, of a draft that is there', async () => {
    expect(await world.http.ask('sup-1', 'GET', `/api/rulebook/drafts/${uuid()}/preview`)).toMatchObject({ status: 404 });
  });
});

describe('the effects on one case', () => {
  const other = (book: RuleBook, more: Partial<RuleBook>): RuleBook => ({ ...book, ...more });

  it('are none under the same book, in every stage that a case of these histories is in', async () => {
    const book = world.directory.book();
    for (const c of await world.database.query<{ state: Case }>('select state from cases')) expect(effectsOn(c.state, world.clock.now() + 86_400_000, book, book)).toEqual([]);
  });

  it('name the limit that a new filing would get; the case keeps its own', async () => {
    const c = await world.report({ ...alone(), cell: '532323101001001' as CellId }), book = world.directory.book();
    await world.settleAll();
    const filed = (await world.reader.case(c.id, world.actor('disp-1'))) as Case;
    const terms = book.rules.terms(filed.conditionId as never, filed.severity);
    const shorter = other(book, { rules: { ...book.rules, terms: () => terms && { ...terms, limit: limitOf(1, 'work_hour') } } });
    expect(effectsOn(filed, world.clock.now(), book, shorter)).toMatchObject([{ effect: 'limit-changes', was: { limit: terms?.limit }, is: { limit: limitOf(1, 'work_hour') } }]);
    expect(filed.terms?.limit).toEqual(terms?.limit);
  });
});
