import fc from 'fast-check';
import type { ReportId } from '#domain';
import { Signer, uuid } from '#platform';
import { digestOf, FollowCodes } from './code.js';

const codes = new FollowCodes(new Signer('a secret that is long enough for a test'));
const report = fc.uuid() as fc.Arbitrary<string> as unknown as fc.Arbitrary<ReportId>;

describe('a follow code', () => {
  it('is twelve letters that cannot be taken for one another, the same each time, and another one by another secret', () => {
    const other = new FollowCodes(new Signer('another secret, just as long as it'));
    fc.assert(fc.property(report, (id) => {
      const code = codes.of(id);
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
      expect(codes.of(id)).toBe(code);
      expect(other.of(id)).not.toBe(code);
    }));
  });

  it('of ten thousand reports is ten thousand codes, of every letter', () => {
    const made = Array.from({ length: 10_000 }, () => codes.of(uuid() as ReportId));
    expect(new Set(made).size).toBe(made.length);
    expect(new Set(made.join('').replaceAll('-', '')).size).toBe(32);
  });

  it('is found however people write it, and by nothing else', () => {
    fc.assert(fc.property(report, report, (id, another) => {
      const code = codes.of(id), digest = digestOf(code).toString('hex');
      for (const written of [code.toLowerCase(), code.replaceAll('-', ''), code.replaceAll('-', ' '), ` ${code}\n`, code.replaceAll('-', '—'), code.replaceAll('0', 'o').replaceAll('1', 'l'), code.replaceAll('1', 'I')])
        expect(digestOf(written).toString('hex')).toBe(digest);
      for (const wrong of [code.slice(1), `${code}0`, '', ...(another === id ? [] : [codes.of(another)])]) expect(digestOf(wrong).toString('hex')).not.toBe(digest);
    }));
  });

  it('may be asked for with any text', () => fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (text) => { expect(digestOf(text)).toHaveLength(32); })));
});
