import { auditCases } from '#cases';
import { auditFigures, auditSnapshots, auditSums } from '#metrics';
import { auditJournal, readBooks, unaccounted } from '#sensing';
import { migrationsOf } from '../database.js';
import { sentence } from '../say.js';
import { calendarCheck, rulebookCheck } from './checks.rulebook.js';
import { photosCheck } from './checks.photos.js';
import type { Check } from './doctor.js';

const migrationsCheck: Check = {
  name: 'migrations', title: sentence('数据库结构', 'schema'),
  async *run({ database }) {
    const { pending, unknown } = await database.lend((client) => migrationsOf(client));
    for (const name of pending) yield { level: 'fault', id: name, say: sentence(`迁移 ${name} 未执行（运行 migrate）`, `migration ${name} has not run (run migrate)`) };
    for (const name of unknown) yield { level: 'fault', id: name, say: sentence(`迁移 ${name} 来自更新的版本，本程序不认识`, `migration ${name} is of a newer version than this program`) };
    return sentence('', '');
  },
};

const casesCheck: Check = {
  name: 'cases', title: sentence('案件：日志重放与哈希链', 'cases: replay and hash chains'),
  async *run({ database }) {
    const audit = auditCases(database);
    for (let step = await audit.next(); ; step = await audit.next()) {
      if (step.done) return sentence(`${step.value.cases} 件，${step.value.events} 条记录`, `${step.value.cases} cases, ${step.value.events} events`);
      const { caseId, number, fault, detail } = step.value;
      yield { level: 'fault', id: caseId, say: sentence(`${number} ${FAULTS[fault]}：${detail}`, `${number} ${fault}: ${detail}`) };
    }
  },
};
const FAULTS = { 'row-differs': '案件行与日志不符', 'chain-broken': '哈希链断裂', 'tail-cut': '日志末尾缺失', 'no-row': '有日志无案件行' } as const;

/** Every table that can park says so by `parked_at` and a reason; the reasons are shown to the operator on the page as well. A message that was given up is named by its line. */
const parkedCheck: Check = {
  name: 'parked', title: sentence('搁置的自动任务', 'parked work'),
  async *run({ database }) {
    const tables = await database.query<{ name: string; reason: string; id: string }>(
      `select table_name as name, min(column_name) filter (where column_name in ('parked_reason', 'reason')) as reason, min(column_name) filter (where column_name in ('id', 'line')) as id
       from information_schema.columns where table_schema = 'public' group by 1 having bool_or(column_name = 'parked_at') order by 1`);
    let found = 0;
    for (const { name, ...columns } of tables) {
      const rows = await database.query<{ id: string; reason: string | null }>(`select ${columns.id}::text as id, ${columns.reason} as reason from ${name} where parked_at is not null order by parked_at limit 1000`);
      for (const { id, reason } of rows) yield { level: 'warning', id, say: sentence(`${name} ${id}：${reason ?? ''}`, `${name} ${id}: ${reason ?? ''}`) };
      found += rows.length;
    }
    return sentence(`${found} 项`, `${found}`);
  },
};

const journalCheck: Check = {
  name: 'journal', title: sentence('监测数据：日志对账与重算', 'readings: the journal’s books, judged again'),
  async *run({ database }) {
    const audit = auditJournal(database);
    for (let step = await audit.next(); ; step = await audit.next()) {
      if (step.done) return sentence(`${step.value.readings} 条读数，${step.value.records} 条记录`, `${step.value.readings} readings in ${step.value.records} records`);
      const { partition, fault, detail } = step.value;
      yield { level: 'fault', id: `partition ${partition}`, say: sentence(`分区 ${partition} ${JOURNAL_FAULTS[fault]}：${detail}`, `partition ${partition}, ${fault}: ${detail}`) };
    }
  },
};
const JOURNAL_FAULTS = { gap: '日志不连续', count: '条数不符', unreadable: '记录无法读取', alarms: '重算与报警记录不符' } as const;

const booksCheck: Check = {
  name: 'reading-books', title: sentence('监测数据：接收对账', 'readings: what was accepted, and what became of it'),
  async *run({ database }) {
    const books = await readBooks(database), difference = unaccounted(books), { accepted, journalled, duplicates, quarantined, waiting } = books;
    const seen = sentence(`接收 ${accepted}，入账 ${journalled}，重复 ${duplicates}，隔离 ${quarantined}，待入账 ${waiting}`, `${accepted} accepted, ${journalled} journalled, ${duplicates} duplicates, ${quarantined} quarantined, ${waiting} waiting`);
    if (difference !== 0) yield { level: 'fault', say: sentence(`账目相差 ${difference}`, `the books differ by ${difference}`) };
    return seen;
  },
};

/** So many cases are counted anew on an ordinary day, others each day; `--whole` counts them all. */
const SAMPLE = 5_000;
const figuresCheck: Check = {
  name: 'figures', title: sentence('考核数据：逐案重算', 'figures: counted anew'),
  async *run({ database, now, whole = false, progress = () => undefined }) {
    const audit = auditFigures(database, { sample: whole ? null : SAMPLE, salt: new Date(now).toISOString().slice(0, 10) }, (done, of) => progress(sentence(`考核数据重算 ${done}/${of} …`, `counting figures anew ${done}/${of} …`)));
    for (let step = await audit.next(); ; step = await audit.next()) {
      if (step.done) {
        const { cases, rows, waiting, of } = step.value;
        return sentence(`${cases}/${of} 件，${rows} 行${waiting > 0 ? `，${waiting} 件尚待统计` : ''}`, `${cases} of ${of} cases, ${rows} rows${waiting > 0 ? `, ${waiting} cases not counted yet` : ''}`);
      }
      const { caseId, part, whose, fault, detail } = step.value, name = whose === '' ? part : `${part} ${whose}`;
      yield { level: 'fault', id: caseId, say: sentence(`${caseId} ${name} ${FIGURE_FAULTS[fault]}：${detail}`, `${caseId} ${name} ${fault}: ${detail}`) };
    }
  },
};
const FIGURE_FAULTS = { missing: '漏计', extra: '多计', differs: '不符' } as const;

const sumsCheck: Check = {
  name: 'sums', title: sentence('考核数据：汇总重算', 'figures: added up anew'),
  async *run({ database, now, whole = false }) {
    const audit = auditSums(database, { whole, salt: new Date(now).toISOString().slice(0, 10) });
    for (let step = await audit.next(); ; step = await audit.next()) {
      if (step.done) return sentence(`${step.value.months}/${step.value.of} 个月`, `${step.value.months} of ${step.value.of} months`);
      const { what, kept, right } = step.value;
      yield { level: 'fault', id: what, say: sentence(`${what} 汇总不符：${kept}；应为 ${right}`, `${what} differs: ${kept}; should be ${right}`) };
    }
  },
};

const snapshotsCheck: Check = {
  name: 'snapshots', title: sentence('考核快照：哈希链', 'closed periods: hash chain'),
  async *run({ database }) {
    const audit = auditSnapshots(database);
    for (let step = await audit.next(); ; step = await audit.next()) {
      if (step.done) return sentence(`${step.value.snapshots} 期`, `${step.value.snapshots} periods`);
      const { id, fault, detail } = step.value;
      yield { level: 'fault', id, say: sentence(`${id} ${SNAPSHOT_FAULTS[fault]}：${detail}`, `${id} ${fault}: ${detail}`) };
    }
  },
};
const SNAPSHOT_FAULTS = { gap: '编号不连续', 'chain-broken': '哈希链断裂', changed: '内容被改动', 'head-differs': '列与内容不符' } as const;

/** Everything `doctor` looks at, in the order it says it. */
export const systemChecks: readonly Check[] = [migrationsCheck, casesCheck, journalCheck, booksCheck, figuresCheck, sumsCheck, snapshotsCheck, parkedCheck, photosCheck, rulebookCheck, calendarCheck];
