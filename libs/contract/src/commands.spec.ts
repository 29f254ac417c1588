import { COMMANDS, LIFECYCLE } from '#domain';
import { z } from 'zod';
import { COMMAND_SCHEMAS, commandSchema, SENT_COMMANDS } from './commands.js';

const HASH = 'a'.repeat(64);
const CASE = '01890a5d-ac96-774b-bcce-b302099a8057';
const faults = (body: unknown): string[] => (commandSchema.safeParse(body).error?.issues ?? []).flatMap((i) => (i.code === 'unrecognized_keys' ? i.keys : [i.path.join('.')]));

describe('what people may send', () => {
  it('is exactly what the table gives a button', () => {
    expect([...SENT_COMMANDS].sort()).toEqual(COMMANDS.filter((k) => LIFECYCLE[k].button !== false).sort());
  });

  it('names a member that no command has', () => {
    expect(faults({ type: 'note', text: 'x', stage: 'closed' })).toEqual(['stage']);
    expect(faults({ type: 'escalate', rule: 'r', clock: 'total', level: 3 })).toEqual(['type']);
    expect(faults({ type: 'register' })).toEqual(['type']);
  });

  it('asks an extension for its length and a suspension for its end and its ground', () => {
    expect(faults({ type: 'request', kind: 'extension', reason: '缺件' })).toEqual(['more']);
    expect(faults({ type: 'request', kind: 'suspension', reason: '雨季' })).toEqual(['until', 'ground']);
    expect(faults({ type: 'request', kind: 'suspension', reason: '雨季', until: Date.UTC(2026, 11, 1), ground: 'season' })).toEqual([]);
    expect(faults({ type: 'request', kind: 'suspension', reason: '雨季', until: Date.UTC(2026, 11, 1), ground: 'rain' })).toEqual(['ground']);
    expect(faults({ type: 'request', kind: 'return', reason: '不属我部门' })).toEqual([]);
  });

  it.each([
    ['control characters', { type: 'note', text: 'a\u0000b' }], ['a direction override', { type: 'note', text: 'abc\u202Edef' }], ['half a surrogate pair', { type: 'note', text: 'a\ud800' }],
    ['blanks alone', { type: 'note', text: '  \n ' }], ['100 kB', { type: 'note', text: 'x'.repeat(100_000) }],
  ])('refuses text with %s', (_, body) => expect(faults(body)).toEqual(['text']));

  it('keeps line breaks, rare characters and trims the ends', () => {
    expect(COMMAND_SCHEMAS.note.parse({ type: 'note', text: '  第一行\n𠮷野家 👨‍👩‍👧 ' })).toEqual({ type: 'note', text: '第一行\n𠮷野家 👨‍👩‍👧' });
  });

  it('fills in what may be left out', () => {
    expect(commandSchema.parse({ type: 'dispatch', department: 'SAN' })).toEqual({ type: 'dispatch', department: 'SAN', coDepartments: [], joint: [] });
    expect(commandSchema.parse({ type: 'resolve', note: '已清运' })).toEqual({ type: 'resolve', note: '已清运', evidence: [] });
    expect(commandSchema.parse({ type: 'resolve', note: '已清运', evidence: [HASH] })).toEqual({ type: 'resolve', note: '已清运', evidence: [HASH] });
    expect(commandSchema.parse({ type: 'merge', into: CASE })).toEqual({ type: 'merge', into: CASE });
  });

  it.each<[string, object, readonly string[]]>([
    ['a refusal in free words', { type: 'refuse', code: '不属于我们' }, ['code']], ['a ruling written back for half a cell', { type: 'rule', department: 'WTR', ground: '权属清楚', writeBack: '5323231' }, ['writeBack']],
    ['a whistle that calls nobody', { type: 'whistle', departments: [], reason: '多部门' }, ['departments']], ['a whistle as a task', { type: 'addTask', kind: 'whistle', department: 'WTR', text: '到场', limit: { amount: 1, unit: 'working' } }, ['kind']],
    ['a task without time', { type: 'addTask', kind: 'joint', department: 'WTR', text: '关阀', limit: { amount: 0, unit: 'working' } }, ['limit.amount']], ['an order in days', { type: 'order', demand: '说明原因', limit: { amount: 2, unit: 'day' } }, ['limit.unit']],
    ['an ending of another kind', { type: 'propose', kind: 'fixed', reason: '已好' }, ['kind']], ['a review without a ground', { type: 'review', agree: true }, ['note']], ['a task by its name', { type: 'finishTask', task: 'task-1', note: '已办' }, ['task']],
    ['what the shell alone records', { type: 'rate', score: 5 }, ['type']],
  ])('refuses %s', (_, body, where) => expect(faults(body)).toEqual(where));

  it('can be written down as JSON Schema', () => {
    const schema = z.toJSONSchema(commandSchema, { io: 'input' });
    expect(schema.oneOf ?? schema.anyOf).toHaveLength(SENT_COMMANDS.length);
  });
});
