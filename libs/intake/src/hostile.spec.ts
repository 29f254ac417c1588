import fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { uuid } from '#platform';
import { picture, World } from './testing/world.js';

const root = process.env['GRID_TEST_DATA'] ?? resolve(process.cwd(), '..', 'shared', 'data');
const hostile = join(root, 'hostile-input');
const present = existsSync(hostile);
if (!present) process.stderr.write(`skipped: no hostile-input in ${root} (set GRID_TEST_DATA)\n`);

let world: World;
beforeAll(async () => { world = await World.start(); }, 120_000);
afterAll(() => world.stop());

/** What was stored is what was said, or it was refused with a problem: never a 5xx. */
async function said(text: string): Promise<number> {
  const answer = await world.report('disp-1', { text, source: 'hotline' });
  if (answer.status !== 201) expect([answer.status, answer.problem.code]).toEqual([422, 'invalid-input']);
  else expect((await world.database.query<{ text: string }>('select text from report where id = $1', [answer.body.report]))[0]?.text).toBe(text.trim());
  return answer.status;
}

describe('any input', () => {
  it('in words is kept as it is, or refused', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 40 })), async (text) => { await said(text); }), { numRuns: 60 });
  });

  it('in JSON is answered, and never by a 5xx', async () => {
    const parts = fc.record({ classId: fc.jsonValue(), text: fc.jsonValue(), position: fc.jsonValue(), photos: fc.jsonValue(), capturedAt: fc.jsonValue(), sameAs: fc.jsonValue(), handled: fc.oneof(fc.jsonValue(), fc.record({ note: fc.jsonValue(), before: fc.jsonValue(), after: fc.jsonValue() }, { requiredKeys: [] })) }, { requiredKeys: [] });
    await fc.assert(fc.asyncProperty(fc.oneof(fc.jsonValue(), parts), async (body) => {
      const answer = await world.ask('disp-1', 'POST', '/api/reports', JSON.stringify(body), { 'content-type': 'application/json', 'idempotency-key': uuid() });
      expect(answer.status).toBeLessThan(500);
      await answer.arrayBuffer();
    }), { numRuns: 80 });
  });
});

describe('any follow code and any mark', () => {
  afterEach(() => world.database.query('delete from sign_in_attempt'));

  it('is answered by a problem that says no more than that there is nothing', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), fc.jsonValue(), async (code, mark) => {
      if (['.', '..'].includes(code)) return;
      const path = `/api/follow/${encodeURIComponent(code)}`;
      for (const answer of [await world.stranger('GET', path), await world.stranger('POST', `${path}/rating`, { score: 5, text: 'x' }, { 'idempotency-key': uuid() })]) expect([code, [404, 429].includes(answer.status)]).toEqual([code, true]);
      expect((await world.stranger('POST', `${path}/rating`, mark, { 'idempotency-key': uuid() })).status).toBeLessThan(500);
    }), { numRuns: 40 });
  });

  it('with any words, before its time, is refused as too early or as no words of ours', async () => {
    const { body: receipt } = await world.report('disp-1', { classId: 'E0110', conditionId: 'E0110-1', text: '评价', source: 'hotline' });
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (text) => {
      const answer = await world.stranger('POST', `/api/follow/${receipt.follow}/rating`, { score: 3, text }, { 'idempotency-key': uuid() });
      expect([[409, 'wrong-stage'], [422, 'invalid-input']]).toContainEqual([answer.status, answer.problem.code]);
    }), { numRuns: 40 });
  });
});

(present ? describe : describe.skip)('the hostile corpus', () => {
  it('of naughty strings is kept as it is, or refused', async () => {
    const list = JSON.parse(readFileSync(join(hostile, 'blns', 'blns.json'), 'utf8')) as string[];
    const statuses = [];
    for (const text of list) statuses.push(await said(text));
    expect(statuses.filter((s) => s === 201).length).toBeGreaterThan(400);
  });

  it('of bombs for photos is refused, and the server stays up', async () => {
    const folder = join(hostile, 'self-made-bombs');
    for (const name of readdirSync(folder)) {
      const answer = await world.report('disp-1', { text: name.replaceAll('_', ' '), source: 'hotline' }, { photos: [readFileSync(join(folder, name))] });
      expect([name, answer.status < 500, answer.status === 201]).toEqual([name, true, name === 'jpeg_with_trailing_php.jpg']);
    }
    expect((await world.report('disp-1', { text: '还在', source: 'hotline' }, { photos: [await picture()] })).status).toBe(201);
  });
});
