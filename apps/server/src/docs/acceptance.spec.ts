import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../../..'), text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const list = text('docs/trigger-acceptance.md');
/** A spec with the titles that follow it, and what is named without one. */
const NAMED = /`((?:apps|libs|test)\/[^`]+\.spec\.ts)`((?:[ ,]*“[^”]+”)*)/g;
const named = (of: string): { file: string; titles: string[] }[] => [...of.matchAll(NAMED)].map(([, file = '', titles = '']) => ({ file, titles: [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title) }));
const rows = list.split('\n').filter((line) => /^\| [^|]+ \| /.test(line) && !line.startsWith('| | '));

describe('the acceptance list', () => {
  it('names tests that there are, each by the title that it has', () => {
    const missing = named(list).flatMap(({ file, titles }) => {
      if (!existsSync(join(ROOT, file))) return [file];
      const source = text(file).replaceAll(`\\'`, `'`);
      return titles.filter((title) => !source.includes(`('${title}', `)).map((title) => `${file}: ${title}`);
    });
    expect(missing).toEqual([]);
  });

  it('has ten promises, and no line that nothing shows', () => {
    expect(rows.flatMap((row) => /^\| (\d+) \|/.exec(row)?.[1] ?? [])).toEqual(Array.from({ length: 10 }, (_, i) => String(i + 1)));
    expect(rows.filter((row) => !named(row).some(({ titles }) => titles.length > 0))).toEqual([]);
    expect(named(rows.join('\n')).filter(({ titles }) => titles.length === 0)).toEqual([]);
  });

  it('names benches that there are', () => {
    const benches = [...new Set([...list.matchAll(/npm run bench -- ([a-z]+)/g)].map(([, name = '']) => name))], scenarios = /SCENARIOS[^{]*\{([^}]*)\}/.exec(text('bench/main.ts').replace(/Readonly<.*>>/, ''))?.[1] ?? '';
    expect(benches.length).toBeGreaterThan(3);
    expect(benches.filter((name) => !new RegExp(`\\b${name}\\b`).test(scenarios) || !existsSync(join(ROOT, `bench/${name}.ts`)))).toEqual([]);
  });
});
