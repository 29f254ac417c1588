import type { LeagueRow } from '#contract';
import { extractText, getDocumentProxy } from 'unpdf';
import { drawLeague } from './league-part.js';
import { Paper } from './paper.js';

const row = (unit: string, more: Partial<LeagueRow>): LeagueRow => ({ unit, name: { zh: `单位${unit}`, en: `Unit ${unit}` }, n: 30, enough: true, score: 88, grade: 'B', rank: 1, parts: [], before: { score: 80, rank: 1 }, ...more });
const ROWS = [
  row('A', { before: { score: 80, rank: 3 } }), row('B', { rank: 2, before: { score: 90, rank: 1 } }), row('C', { rank: 3, before: { score: 1, rank: 3 } }), row('D', { rank: 4, before: null }), row('E', { rank: null, before: null, enough: false, n: 3 }), row('F', { rank: null }),
];
const SCHEME = { id: 'department', zh: '部门评价', en: 'Departments', unit: 'department', sample: 'handle-due', minimum: 20, parts: [], edition: 1 } as const;

/** What stands on the sheet, in the order in which it was written. */
async function read(lang: 'zh' | 'en', compared: boolean): Promise<string> {
  const paper = new Paper('t', lang, 0, 'x');
  await drawLeague(paper, { league: { scheme: { ...SCHEME, parts: [] }, by: 'department', groups: [{ group: null, name: { zh: '部门', en: 'Departments' }, rows: ROWS }] }, compared, nameOf: (r) => r.name[lang] }, lang);
  const { text } = await extractText(await getDocumentProxy(Uint8Array.from(await paper.bytes(() => ['', '']))), { mergePages: true });
  return text.replaceAll(/\s+/g, ' ');
}

describe('a league on paper', () => {
  it('says under each name how it stands against the period before, or why it has no rank, as the screen does', async () => {
    const zh = await read('zh', true), en = await read('en', true);
    for (const said of ['单位A 比上期上升 2 位 1 88 B', '单位B 比上期下降 1 位 2 88 B', '单位C 与上期相同 3 88 B', '单位D 上期未排名 4 88 B', '单位E 样本不足 — 88 3', '单位F 不排名 — 88 B']) expect(zh).toContain(said);
    for (const said of ['Unit A up 2 on the period before 1', 'Unit B down 1 on the period before 2', 'Unit C as in the period before 3', 'Unit D not ranked in the period before 4', 'Unit E too few —', 'Unit F not ranked —']) expect(en).toContain(said);
  });

  it('compares nothing where there is nothing to compare with', async () => {
    const zh = await read('zh', false);
    for (const said of ['单位A 1 88 B', '单位D 4 88 B', '单位E 样本不足 — 88 3', '单位F 不排名 — 88 B']) expect(zh).toContain(said);
    expect(zh).not.toContain('上期');
  });
});
