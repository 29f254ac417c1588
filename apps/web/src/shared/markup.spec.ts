import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = join(process.cwd(), 'apps', 'web', 'src');
/** Ways by which text becomes markup or code. */
const WAYS = /\bv-html\b|\binnerHTML\b|\bouterHTML\b|\binsertAdjacentHTML\b|document\.write|\bnew Function\b|\beval\(|srcdoc/;

describe('what people write', () => {
  it('is never taken as markup anywhere in the web app', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(vue|ts)$/.test(name) && !name.endsWith('.spec.ts'));
    expect(files.length).toBeGreaterThan(100);
    const found = files.flatMap((name) => readFileSync(join(SOURCES, name), 'utf8').split('\n').flatMap((line, i) => (WAYS.test(line) ? [`${name}:${i + 1} ${line.trim().slice(0, 100)}`] : [])));
    expect(found).toEqual([]);
  });
});
