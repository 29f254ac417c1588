import { READING_DETAILS, readingDetail, readingDetailText } from './reading-details.js';

describe('what was wrong with something that a device sent', () => {
  it('is said in both languages with the same parameters', () => {
    const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
    for (const code of READING_DETAILS) {
      const params = new Proxy({}, { get: (_, name) => (typeof name === 'string' ? `{${name}}` : undefined) });
      const [zh, en] = (['zh', 'en'] as const).map((lang) => readingDetailText({ code, params }, lang)) as [string, string];
      expect([code, names(zh)]).toEqual([code, names(en)]);
      expect([code, /\p{Script=Han}/u.test(zh), /\p{Script=Han}/u.test(en)]).toEqual([code, true, false]);
    }
  });

  it('fills its parameters in, cuts long texts, and knows a code of a later version by its name', () => {
    expect(readingDetailText(readingDetail('length-differs', { said: 428, has: 431 }), 'zh')).toBe('声明 428 字节，实有 431 字节');
    expect(readingDetailText(readingDetail('not-json', { why: 'x'.repeat(500) }), 'en')).toHaveLength('is not JSON: '.length + 200);
    expect(readingDetailText({ code: 'of-tomorrow', params: {} }, 'zh')).toBe('of-tomorrow');
  });
});
