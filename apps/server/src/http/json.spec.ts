import fc from 'fast-check';
import { DEEPEST, JsonError, parseJson } from './json.js';

const parse = (text: string) => parseJson(new TextEncoder().encode(text));
const faultOf = (bytes: Uint8Array): string => {
  try {
    parseJson(bytes);
    return 'accepted';
  } catch (error) {
    if (error instanceof JsonError) return error.fault;
    throw error;
  }
};
const fault = (text: string) => faultOf(new TextEncoder().encode(text));

describe('parseJson', () => {
  it('reads what JSON.parse reads, and nothing else', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 8 }), (text) => expect(text.includes('__proto__') || text.includes('constructor') ? null : parse(text)).toEqual(text.includes('__proto__') || text.includes('constructor') ? null : JSON.parse(text))));
    fc.assert(fc.property(fc.string(), (text) => {
      let plain = true;
      try { JSON.parse(text); } catch { plain = false; }
      expect(fault(text) === 'accepted').toBe(plain);
    }));
  });

  it('refuses nesting before anything recursive sees it', () => {
    expect(fault('['.repeat(100_000))).toBe('depth');
    expect(fault('{"a":'.repeat(100_000))).toBe('depth');
    expect(fault('['.repeat(DEEPEST) + ']'.repeat(DEEPEST))).toBe('accepted');
    expect(fault('['.repeat(DEEPEST + 1) + ']'.repeat(DEEPEST + 1))).toBe('depth');
    expect(parse('"' + '['.repeat(1000) + '\\"{"')).toBe('['.repeat(1000) + '"{');
  });

  it('refuses members that reach a prototype, however they are spelt', () => {
    expect(fault('{"__proto__":{"admin":true}}')).toBe('prototype');
    expect(fault('{"a":[{"\\u005f_proto__":1}]}')).toBe('prototype');
    expect(fault('{"constructor":{"prototype":{}}}')).toBe('prototype');
    expect(fault('{"_\\u005Fproto__":1}')).toBe('prototype');
    expect(parse('{"text":"__proto__ and constructor"}')).toEqual({ text: '__proto__ and constructor' });
  });

  it('refuses what is not UTF-8 and what is empty', () => {
    expect(faultOf(Uint8Array.of(0x22, 0xff, 0x22))).toBe('encoding');
    expect(faultOf(Uint8Array.of(0xff, 0xfe, 0x7b, 0x00))).toBe('encoding');
    expect(fault('  ')).toBe('empty');
  });
});
