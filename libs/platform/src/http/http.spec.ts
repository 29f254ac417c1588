import { z } from 'zod';
import { checked } from './checked.js';
import type { Where } from './faults.js';
import { etag, expectedVersion, idempotencyKey } from './headers.js';
import { ProblemError } from './problem-error.js';

const schema = z.strictObject({
  text: z.string().max(3), count: z.int().min(1).optional(), kind: z.enum(['a', 'b']).optional(), when: z.iso.datetime({ offset: true }).optional(), id: z.uuid().optional(),
  items: z.array(z.strictObject({ 'a/b~c': z.number() })).max(2).optional(), rate: z.number().lt(5).optional(), own: z.string().refine((s) => s !== 'no', 'must not be no').optional(),
  named: z.record(z.string().regex(/^[a-z]+$/, 'small letters'), z.number()).optional(),
});

function refusal(run: () => unknown): ProblemError {
  try { run(); } catch (error) { if (error instanceof ProblemError) return error; }
  throw new Error('was not refused');
}
const faults = (value: unknown, where: Where = 'body', data?: string) => refusal(() => checked<unknown>(schema, where).transform(value, { type: 'custom', ...(data !== undefined && { data }) })).more.errors ?? [];

describe('checked', () => {
  it('answers what the schema makes of the input', () => {
    expect(checked(z.object({ n: z.coerce.number().default(7) }), 'query').transform({}, { type: 'query' })).toEqual({ n: 7 });
  });

  it('points at each fault by RFC 6901 and says the rule in both languages', () => {
    expect(faults({ text: 'long', items: [{ 'a/b~c': 'x' }], extra: 1, more: 2 })).toEqual([
      { pointer: '/text', code: 'too_big', message: 'must have at most 3 characters', zh: '须至多 3 个字符' },
      { pointer: '/items/0/a~1b~0c', code: 'invalid_type', message: 'must be a number', zh: '须为数字' },
      { pointer: '/extra', code: 'unrecognized_keys', message: 'is not a known field', zh: '未知字段' },
      { pointer: '/more', code: 'unrecognized_keys', message: 'is not a known field', zh: '未知字段' },
    ]);
  });

  it.each([
    [{}, '/text', 'is missing'],
    ['text', '', 'must be an object'],
    [null, '', 'must be an object'],
    [{ text: 1 }, '/text', 'must be a text'],
    [{ text: 'a', count: 0 }, '/count', 'must be at least 1'],
    [{ text: 'a', count: 1.5 }, '/count', 'must be a whole number'],
    [{ text: 'a', rate: 5 }, '/rate', 'must be less than 5'],
    [{ text: 'a', kind: 'c' }, '/kind', 'must be one of a, b'],
    [{ text: 'a', when: 'now' }, '/when', 'must be an instant as ISO 8601 with offset'],
    [{ text: 'a', id: '7' }, '/id', 'must be a UUID'],
    [{ text: 'a', items: [1, 2, 3] }, '/items', 'must have at most 2 entries'],
    [{ text: 'a', own: 'no' }, '/own', 'must not be no'],
    [{ text: 'a', named: { A: 1 } }, '/named/A', 'has a name that it may not have: small letters'],
  ])('%j: %s %s', (value, pointer, message) => {
    expect(faults(value)).toContainEqual(expect.objectContaining({ pointer, message }));
  });

  it('takes the words of a schema apart: English, and Chinese on the second line', () => {
    const rule = z.strictObject({ text: z.string().regex(/^a/, 'begins with a\n须以 a 开头'), n: z.number().refine((n) => n > 1, 'is more than one') });
    expect(refusal(() => checked<unknown>(rule, 'body').transform({ text: 'b', n: 0 }, { type: 'custom' })).more.errors).toEqual([
      { pointer: '/text', code: 'invalid_format', message: 'begins with a', zh: '须以 a 开头' }, { pointer: '/n', code: 'custom', message: 'is more than one', zh: 'is more than one' },
    ]);
  });

  it('points into the query and the path by their names', () => {
    expect(faults({}, 'query')[0]?.pointer).toBe('query/text');
    expect(refusal(() => checked(z.uuid(), 'path').transform('x', { type: 'param', data: 'id' })).more.errors).toEqual([{ pointer: 'path/id', code: 'invalid_format', message: 'must be a UUID', zh: '须为 UUID' }]);
  });

  it('never repeats what was sent, and does not list more than fifty faults', () => {
    const many = faults({ text: 'a', ...Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`x${i}`, 'SECRET'])) });
    expect(many).toHaveLength(50);
    expect(JSON.stringify(many)).not.toContain('SECRET');
  });
});

describe('headers', () => {
  it('reads an idempotency key, quoted or not', () => {
    expect(idempotencyKey({ headers: { 'idempotency-key': 'abc-1' } })).toBe('abc-1');
    expect(idempotencyKey({ headers: { 'idempotency-key': '"abc-1"' } })).toBe('abc-1');
    expect(refusal(() => idempotencyKey({ headers: {} })).code).toBe('idempotency-key-missing');
    expect(refusal(() => idempotencyKey({ headers: { 'idempotency-key': ' ' } })).code).toBe('idempotency-key-missing');
    for (const bad of ['a b', 'é', 'x'.repeat(201), '""']) expect(refusal(() => idempotencyKey({ headers: { 'idempotency-key': bad } })).code).toBe('invalid-input');
  });

  it('turns versions into entity tags and back', () => {
    expect(etag(17)).toBe('"v17"');
    expect(expectedVersion(etag(17))).toBe(17);
    expect(expectedVersion('W/"v3"')).toBe(3);
    expect(expectedVersion(undefined)).toBeNull();
    expect(expectedVersion('*')).toBeNull();
    for (const bad of ['17', '"17"', '"v"', '"v1", "v2"', '"v-1"']) expect(refusal(() => expectedVersion(bad)).code).toBe('invalid-input');
  });
});
