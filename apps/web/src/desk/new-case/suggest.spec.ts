import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classesFor, vocabularyOf, type Named } from './suggest.js';

const { content } = JSON.parse(readFileSync(join(process.cwd(), 'rulebook', 'catalogue.json'), 'utf8')) as { content: { classes: Named[] } };
const vocabulary = vocabularyOf(content.classes);
const nameOf = (id: string): string => content.classes.find((c) => c.id === id)?.zh ?? '';
const first = (text: string): string => nameOf(classesFor(text, vocabulary)[0]?.classId ?? '');

describe('the class that a caller speaks of', () => {
  it('is found by the catalogue’s own words', () => {
    expect(first('我家楼下的路灯不亮了')).toBe('路灯');
    expect(first('有人在烧烤，烟特别大，露天的')).toBe('露天烧烤');
    expect(first('小区门口污水井盖破了')).toBe('污水井盖');
    expect(first('工地晚上施工扰民')).toBe('施工扰民');
    expect(first('行道树倒了')).toBe('行道树');
    expect(first('street lamp broken')).toMatch(/灯/);
  });
  it('comes with the words that say so, and several where it could be several', () => {
    const found = classesFor('路边有一大堆垃圾，没人清', vocabulary);
    expect(found.length).toBeGreaterThan(1);
    expect(found.every((s) => s.words.length > 0 && s.words.every((w) => '路边有一大堆垃圾，没人清'.includes(w)))).toBe(true);
    expect(found.map((s) => nameOf(s.classId)).join()).toMatch(/垃圾/);
  });
  it('is nothing where the text speaks of none, and no text breaks it', () => {
    for (const text of ['', '你好', 'hello', '。。。', '((((', '\\', '%', '𠮷', 'a'.repeat(5000)]) expect(classesFor(text, vocabulary)).toEqual([]);
  });
});
