import fc from 'fast-check';
import { randomToken, uuid } from './ids.js';
import { Signer } from './signer.js';

describe('the signer', () => {
  const signer = new Signer('a secret that is long enough for a test');

  it('gives back what it signed', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => { expect(signer.verify(signer.sign(value))).toEqual(JSON.parse(JSON.stringify(value))); }));
  });

  it('refuses anything changed, foreign or malformed', () => {
    const token = signer.sign({ a: 1 });
    fc.assert(fc.property(fc.nat(token.length - 1), fc.constantFrom(...'ABCabc019-_.'), (at, by) => {
      const changed = token.slice(0, at) + by + token.slice(at + 1);
      const known = Buffer.from(changed.split('.')[1] ?? '', 'base64url').equals(Buffer.from(token.split('.')[1] ?? '', 'base64url')) && changed.split('.')[0] === token.split('.')[0];
      expect(signer.verify(changed) === null).toBe(!known);
    }));
    expect(new Signer('another secret').verify(token)).toBeNull();
    for (const bad of ['', '.', 'a', 'a.b', `${token}.x`, '..']) expect(signer.verify(bad)).toBeNull();
  });
});

describe('ids', () => {
  it('sort by the moment they were made', () => {
    const ids = Array.from({ length: 200 }, uuid);
    expect([...ids].sort()).toEqual(ids);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('tokens are long and different', () => {
    expect(randomToken()).toMatch(/^[\w-]{43}$/);
    expect(randomToken(6)).not.toBe(randomToken(6));
  });
});
