import fc from 'fast-check';
import { belowPrefix, prefixOf } from './prefix.js';

describe('the folder under which people see the program', () => {
  const of = (forwarded: string | undefined, publicUrl: string | null = null, trustProxy = true): string => prefixOf({ 'x-forwarded-prefix': forwarded }, { publicUrl, trustProxy });

  it('is said by a trusted proxy, else by the public address', () => {
    expect([of('/grid'), of('/grid/'), of('/city/grid'), of('/'), of(undefined)]).toEqual(['/grid', '/grid', '/city/grid', '', '']);
    expect([of(undefined, 'https://city.example/grid/'), of('/other', 'https://city.example/grid'), of('/', 'https://city.example/grid')]).toEqual(['/grid', '/other', '']);
    expect(of('/grid', null, false)).toBe('');
  });

  it('is never anything that would lead a page elsewhere', () => {
    for (const bad of ['//evil.example', '/grid//x', '/../x', '/a/..', '/a/./b', 'grid', 'https://evil.example/', '/a"><script>', '/a b', '/a?x', '/a#x', '/a\\b', '/%2e%2e/x', '/a, /b']) expect([bad, of(bad)]).toEqual([bad, '']);
    fc.assert(fc.property(fc.string(), (said) => { const url = new URL(`${of(said)}/x`, 'http://host.example/'); expect([url.host, url.pathname]).toEqual(['host.example', `${of(said)}/x`]); }));
  });

  it('is taken off a path that has it, and off no other', () => {
    const cases = [['/grid/api/x?y=/grid', '/api/x?y=/grid'], ['/grid', '/'], ['/grid?a', '/?a'], ['/gridlock/x', '/gridlock/x'], ['/api/grid', '/api/grid'], ['/grid/', '/']] as const;
    for (const [url, below] of cases) expect(belowPrefix(url, '/grid')).toBe(below);
    expect(belowPrefix('/x', '')).toBe('/x');
  });
});
