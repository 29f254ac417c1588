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

  it('asks an extension for its length and a suspension for its end', () => {
    expect(faults({ type: 'request', kind: 'extension', reason: '缺件' })).toEqual(['more']);
    expect(faults({ type: 'request', kind: 'suspension', reason: '雨季' })).toEqual(['until']);
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
    expect(commandSchema.parse({ type: 'dispatch', department: 'SAN' })).toEqual({ type: 'dispatch', department: 'SAN', coDepartments: [] });
    expect(commandSchema.parse({ type: 'resolve', note: '已清运' })).toEqual({ type: 'resolve', note: '已清运', evidence: [] });
    expect(commandSchema.parse({ type: 'resolve', note: '已清运', evidence: [HASH] })).toEqual({ type: 'resolve', note: '已清运', evidence: [HASH] });
    expect(commandSchema.parse({ type: 'merge', into: CASE })).toEqual({ type: 'merge', into: CASE });
  });

  it('can be written down as JSON Schema', () => {
    const schema = z.toJSONSchema(commandSchema, { io: 'input' });
    expect(schema.oneOf ?? schema.anyOf).toHaveLength(SENT_COMMANDS.length);
  });
});
