import { parseArgs } from 'node:util';
import { DOUBTFUL, features, HOUR, likelihood, REACH_METRES, SHOWN, suggestions, distance, type Features, type Place } from '#domain';
import { fit, type Choice } from './duplicates/fit.js';
import { problems, records, type Record311 } from './duplicates/records.js';
import { Streets } from './duplicates/streets.js';
import { quantile } from './statistics.js';

const USAGE = 'npm run bench -- duplicates --data <Open311 export with a column duplicate_of, .csv.gz> [--fit]';
/** The plain rule, as settings tables of other systems have it. */
const PLAIN = { metres: 50, hours: 24 };

/** A report that the city's staff called a duplicate of a case that was open when it came. */
interface Asked { readonly report: Record311; readonly original: Record311; readonly later: boolean }
/** What was put before the dispatcher for one report. */
interface Shown { readonly report: Record311; readonly later: boolean; readonly ids: readonly string[]; readonly scores: readonly number[]; readonly plain: readonly string[] }

/** Scores the duplicate suggestions on labelled pairs: every report of the file is asked in its turn, against the cases then open around it. */
export async function run(args: readonly string[], print: (line: string) => void): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { data: { type: 'string' }, fit: { type: 'boolean', default: false } } });
  if (values.data === undefined) { print(USAGE); return; }
  const all = await records(values.data);
  const asked = askedOf(all);
  if (asked.length === 0) { print('no labelled pair whose original was open: nothing to score'); return; }
  describe(all, asked, print);
  const { shown, choices } = replay(all, asked);
  if (values.fit) {
    print('\nfitted to the earlier half of the pairs (the numbers of EVIDENCE in libs/domain/src/merge.ts)');
    for (const [name, value] of Object.entries(fit(choices.filter((c) => !c.later && c.original >= 0)))) print(`  ${name.padEnd(11)} ${value.toFixed(3)}`);
  }
  ranking(choices, print);
  const problem = problems(all);
  table('earlier half (fitted on)', shown.filter((s) => !s.later), asked, problem, print);
  table('later half (not seen)', shown.filter((s) => s.later), asked, problem, print);
  table('all', shown, asked, problem, print);
}

function askedOf(all: readonly Record311[]): Asked[] {
  const byId = new Map<string, Record311>(all.map((r) => [r.id, r]));
  const order = new Map<string, number>(all.map((r, i) => [r.id, i]));
  const found = all.flatMap((report) => {
    const original = byId.get(report.duplicateOf ?? '');
    return original && (order.get(original.id) ?? 0) < (order.get(report.id) ?? 0) && original.closedAt > report.reportedAt ? [{ report, original }] : [];
  });
  const half = quantile(found.map((p) => p.report.reportedAt), 0.5);
  return found.map((p) => ({ ...p, later: p.report.reportedAt >= half }));
}

/** Lets the reports of the city come in one after another. */
function replay(all: readonly Record311[], asked: readonly Asked[]): { shown: Shown[]; choices: (Choice & { later: boolean })[] } {
  const streets = new Streets(REACH_METRES, all[0]?.place as Place);
  const truth = new Map(asked.map((p) => [p.report.id, p]));
  const half = Math.min(...asked.filter((p) => p.later).map((p) => p.report.reportedAt));
  const shown: Shown[] = [], choices: (Choice & { later: boolean })[] = [];
  for (const report of all) {
    const open = streets.open(report.place as Place, report.reportedAt);
    const later = report.reportedAt >= half;
    const best = suggestions(report, open);
    const plain = open.filter((o) => o.classId === report.classId && distance(o.place as Place, report.place as Place) <= PLAIN.metres && report.reportedAt - o.reportedAt <= PLAIN.hours * HOUR).map((o) => o.id);
    shown.push({ report, later, ids: best.map((s) => s.id), scores: best.map((s) => s.score), plain });
    const pair = truth.get(report.id);
    if (pair) choices.push({ later, candidates: open.map((o) => features(report, o)).filter((f): f is Features => f !== null), original: open.indexOf(pair.original) });
    streets.add(report);
  }
  return { shown, choices };
}

function describe(all: readonly Record311[], asked: readonly Asked[], print: (line: string) => void): void {
  const ids = new Set<string>(all.map((r) => r.id));
  const metres = asked.map((p) => distance(p.report.place as Place, p.original.place as Place));
  print(`${all.length.toLocaleString('en')} reports, ${all.filter((r) => r.duplicateOf !== null).length} labelled duplicates, ${all.filter((r) => ids.has(r.duplicateOf ?? '')).length} of them with the original in the file,`);
  print(`${asked.length} whose original came first and was open then (open: reported before, last change after, or status open to the end of the file; the last change is at or after the closing)`);
  print(`distance: half within ${quantile(metres, 0.5).toFixed(0)} m, 90 % within ${quantile(metres, 0.9).toFixed(0)} m, 95 % within ${quantile(metres, 0.95).toFixed(0)} m; ${percent(metres.filter((m) => m <= REACH_METRES).length, metres.length)} within reach (${REACH_METRES} m): no rule can find more`);
  print(`type: ${percent(asked.filter((p) => p.report.classId === p.original.classId).length, asked.length)} the same; age of the original: ${percent(asked.filter((p) => p.report.reportedAt - p.original.reportedAt <= 24 * HOUR).length, asked.length)} within 24 h`);
}

/** How high the true original stands when nothing is left out for its score. */
function ranking(choices: readonly (Choice & { later: boolean })[], print: (line: string) => void): void {
  print('\nthe original among the first k of all open cases within reach, whatever their score');
  for (const [half, some] of [['earlier half', choices.filter((c) => !c.later)], ['later half', choices.filter((c) => c.later)], ['all', choices]] as const) {
    const ranks = some.map((c) => { const scores = c.candidates.map(likelihood); const own = scores[c.original]; return own === undefined ? Infinity : scores.filter((s) => s > own).length; });
    print(`  ${half.padEnd(13)}${[1, 3, 5, 10].map((k) => ` k=${k} ${percent(ranks.filter((r) => r < k).length, ranks.length)}`).join('  ')}   (median ${quantile(some.map((c) => c.candidates.length), 0.5)} candidates)`);
  }
}

/** Recall and precision of what is shown, beside the plain rule. */
function table(half: string, shown: readonly Shown[], asked: readonly Asked[], problem: (id: string) => string | null, print: (line: string) => void): void {
  const originals = new Map(asked.map((p) => [p.report.id as string, p.original.id as string]));
  const line = (name: string, of: (s: Shown) => readonly string[]): void => {
    let found = 0, pairs = 0, told = 0, right = 0, everTold = 0, everRight = 0, reports = 0;
    for (const s of shown) {
      const ids = of(s);
      const same = ids.filter((id) => { const p = problem(id); return p !== null && p === problem(s.report.id); }).length;
      everTold += ids.length; everRight += same; if (ids.length > 0) reports++;
      const original = originals.get(s.report.id);
      if (original === undefined) continue;
      pairs++; told += ids.length; right += same; if (ids.includes(original)) found++;
    }
    print(`  ${name.padEnd(34)} ${percent(found, pairs).padStart(7)}  ${percent(right, told).padStart(9)}  ${percent(everRight, everTold).padStart(9)}  ${percent(reports, shown.length).padStart(9)}  ${(everTold / shown.length).toFixed(2).padStart(6)}`);
  };
  print(`\n${half}: ${shown.length.toLocaleString('en')} reports`);
  print(`  ${''.padEnd(34)} ${'recall'.padStart(7)}  ${'precision'.padStart(9)}  ${'precision'.padStart(9)}  ${'reports'.padStart(9)}  ${'shown'.padStart(6)}`);
  print(`  ${''.padEnd(34)} ${''.padStart(7)}  ${'of dupl.'.padStart(9)}  ${'of all'.padStart(9)}  ${'with any'.padStart(9)}  ${'each'.padStart(6)}`);
  line(`same type, ${PLAIN.metres} m, ${PLAIN.hours} h`, (s) => s.plain);
  line(`suggestions, first 3 (score ≥ ${SHOWN})`, (s) => s.ids);
  line('suggestions, the first', (s) => s.ids.slice(0, 1));
  for (const floor of [0.1, 0.2, 0.3, 0.5, 0.7, DOUBTFUL, 0.9]) if (floor > SHOWN) line(`  score ≥ ${floor}${floor === DOUBTFUL ? ' (a person looks)' : ''}`, (s) => s.ids.filter((_, i) => (s.scores[i] ?? 0) >= floor));
}

const percent = (part: number, whole: number): string => (whole === 0 ? '—' : `${((part / whole) * 100).toFixed(1)} %`);
