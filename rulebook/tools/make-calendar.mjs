/**
 * Loads the State Council's holiday notices into the rule book: `node rulebook/tools/make-calendar.mjs <folder of holiday-cn>` rewrites rulebook/calendar.json.
 * The folder holds one `<year>.json` of NateScarlet/holiday-cn a year; a year without days is not published yet and stays provisional.
 * Local days (source `local`), the working windows and what differs in parts of the county are kept as they stand in the file.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = new URL('../calendar.json', import.meta.url);
const book = JSON.parse(readFileSync(file, 'utf8'));
const folder = process.argv[2];
if (!folder) throw new Error('say which folder holds the holiday-cn files');

const years = readdirSync(folder).filter((f) => /^\d{4}\.json$/.test(f)).map((f) => JSON.parse(readFileSync(join(folder, f), 'utf8'))).filter((y) => y.days.length > 0);
const days = new Map();
for (const { year, papers, days: listed } of years.sort((a, b) => a.year - b.year)) {
  for (const d of listed) days.set(d.date, { date: d.date, kind: d.isOffDay ? 'off' : 'work', name: d.name, source: papers[0] ?? `notice of ${year}` });
}
for (const d of book.content.days.filter((row) => row.source.startsWith('local'))) days.set(d.date, d);

const rows = [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
const { utcOffsetMinutes, seasons, areas } = book.content;
writeFileSync(file, `{
 "effectiveFrom": ${JSON.stringify(book.effectiveFrom)},
 "note": ${JSON.stringify(book.note)},
 "content": {
  "utcOffsetMinutes": ${utcOffsetMinutes},
  "publishedYears": ${JSON.stringify(years.map((y) => y.year))},
  "seasons": ${JSON.stringify(seasons)},
  "days": [
${rows.map((d) => `   ${JSON.stringify(d)}`).join(',\n')}
  ]${areas ? `,\n  "areas": ${JSON.stringify(areas)}` : ''}
 }
}
`);
console.log(`${rows.length} days, published: ${years.map((y) => y.year).join(', ')}`);
