import { PROBLEM_CODES, problemSchema, STATUS } from '#contract';
import { DatabaseUnavailable, ProblemError } from '#platform';
import { HttpException, NotFoundException } from '@nestjs/common';
import { JsonError } from './json.js';
import { methodsOf } from './methods.js';
import { problemOf } from './problem.js';

const asked = { method: 'POST', path: '/api/cases', language: 'en' as const, requestId: 'r-1', methods: ['GET', 'HEAD', 'OPTIONS'] };
const coded = (code: string, more: object = {}) => Object.assign(new Error('something'), { code, ...more });

describe('problemOf', () => {
  it.each(PROBLEM_CODES)('%s: its status, a title in both languages, a valid document', (code) => {
    const en = problemOf(new ProblemError(code), asked);
    const zh = problemOf(new ProblemError(code), { ...asked, language: 'zh' });
    expect(problemSchema.parse(en.body)).toMatchObject({ code, status: STATUS[code], instance: '/api/cases' });
    expect(en.status).toBe(STATUS[code]);
    expect(zh.body.title).not.toBe(en.body.title);
    expect(zh.headers['content-language']).toBe('zh');
  });

  it('carries what the refusal carries, each fault in the reader’s language', () => {
    const error = new ProblemError('invalid-input', { errors: [{ pointer: '/text', code: 'too_small', message: 'must not be empty', zh: '不能为空' }], headers: { 'x-more': '1' } });
    expect(problemOf(error, asked).body.errors).toEqual([{ pointer: '/text', code: 'too_small', message: 'must not be empty' }]);
    expect(problemOf(error, { ...asked, language: 'zh' }).body.errors).toEqual([{ pointer: '/text', code: 'too_small', message: '不能为空' }]);
    expect(problemOf(error, asked).headers['x-more']).toBe('1');
    expect(problemOf(new ProblemError('wrong-stage', { stage: 'closed', allowed: ['reopen'], current: { id: 'x' } }), asked).body).toMatchObject({ stage: 'closed', allowed: ['reopen'], current: { id: 'x' } });
  });

  it('says nothing of what nobody foresaw but the id that stands in the log', () => {
    const answer = problemOf(new Error('select secret from table at /home/x/y.js:12'), asked);
    expect(answer).toMatchObject({ status: 500, unexpected: true, body: { code: 'internal' } });
    expect(JSON.stringify(answer.body)).not.toContain('secret');
    expect(answer.body.detail).toContain('r-1');
    for (const odd of [null, undefined, 'text', 42, {}, Object.create(null)]) expect(problemOf(odd, asked).status).toBe(500);
  });

  it.each([
    [new DatabaseUnavailable(new Error('gone')), 503, 'unavailable'],
    [coded('ECONNREFUSED'), 503, 'unavailable'],
    [coded('57P01'), 503, 'unavailable'],
    [coded('22021'), 422, 'invalid-input'],
    [coded('23505'), 500, 'internal'],
    [new JsonError('depth', 'nested more than 40 levels deep'), 400, 'malformed-json'],
    [new HttpException('x', 413, { cause: coded('FST_ERR_CTP_BODY_TOO_LARGE', { statusCode: 413 }) }), 413, 'too-large'],
    [new HttpException('x', 415, { cause: coded('FST_ERR_CTP_INVALID_MEDIA_TYPE', { statusCode: 415 }) }), 415, 'unsupported-media'],
    [coded('FST_FILES_LIMIT', { statusCode: 413 }), 413, 'too-large'],
    [coded('FST_ERR_BAD_URL', { statusCode: 400 }), 404, 'not-found'],
    [new Error('Unexpected end of form'), 422, 'invalid-input'],
    [new NotFoundException(), 405, 'method-not-allowed'],
    [new HttpException('x', 418), 422, 'invalid-input'],
  ])('knows %s', (error, status, code) => {
    expect(problemOf(error, asked)).toMatchObject({ status, body: { code, status } });
  });

  it('sends Retry-After with 503 and 429, Allow with 405, WWW-Authenticate with 401', () => {
    expect(problemOf(new DatabaseUnavailable(null), asked).headers['retry-after']).toBe('5');
    expect(problemOf(new ProblemError('too-many-attempts', { retryAfter: 29.2 }), asked).headers['retry-after']).toBe('30');
    expect(problemOf(new NotFoundException(), asked).headers['allow']).toBe('GET, HEAD, OPTIONS');
    expect(problemOf(new ProblemError('not-signed-in'), asked).headers['www-authenticate']).toBe('Bearer');
  });
});

describe('methodsOf', () => {
  it('knows the contract’s paths and no others', () => {
    expect(methodsOf('/api/session')).toEqual(expect.arrayContaining(['POST', 'DELETE', 'GET', 'HEAD', 'OPTIONS']));
    expect(methodsOf('/api/cases/01a20b8c-72ed-774a-bf64-243cc6d76c1d/commands')).toEqual(['POST', 'OPTIONS']);
    expect(methodsOf('/api/openapixjson')).toEqual([]);
    expect(methodsOf('/api/cases/a/b')).toEqual([]);
  });
});
