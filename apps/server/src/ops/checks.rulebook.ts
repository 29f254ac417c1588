import { sentence } from '../say.js';
import type { Check } from './doctor.js';

/** The rule book that new cases lean on is there, and somebody can sign in to look after it. */
export const rulebookCheck: Check = {
  name: 'rulebook', title: sentence('规则库与帐号', 'rule book and accounts'),
  async *run({ database, demo }) {
    const [row] = await database.query<{ kinds: string; operators: string; demo: string }>(`select
      (select count(distinct kind) from rule_book) as kinds, (select count(*) from person where role = 'operator' and active) as operators, (select count(*) from person where id = 'disp-1' and active) as demo`);
    if (Number(row?.kinds) === 0) yield { level: 'fault', say: sentence('规则库为空（运行 seed）', 'the rule book is empty (run seed)') };
    if (Number(row?.operators) === 0) yield { level: 'warning', say: sentence('没有在用的运维帐号', 'there is no active operator account') };
    if (!demo && Number(row?.demo) > 0) yield { level: 'warning', say: sentence('数据库中有口令公开的演示帐号，不可用于真实数据', 'there are demo accounts with a public password: not for real data') };
    return sentence('', '');
  },
};

const DAY = 86_400_000;

/** Deadlines are only as right as the holidays that are known: the State Council publishes a year in the November before. */
export const calendarCheck: Check = {
  name: 'calendar', title: sentence('工作日历', 'working calendar'),
  async *run({ database, now }) {
    const [row] = await database.query<{ years: number[] | null }>(`select content -> 'publishedYears' as years from rule_book where kind = 'calendar' order by effective_from desc, version desc limit 1`);
    const years = row?.years ?? [];
    const local = new Date(now + 8 * 3_600_000);
    const year = local.getUTCFullYear();
    if (!years.includes(year)) yield { level: 'fault', say: sentence(`${year} 年的节假日安排未载入，时限可能算错`, `the holidays of ${year} are not loaded: deadlines may be wrong`) };
    // From December on open cases reach into the next year.
    const nextSoon = new Date(now + 8 * 3_600_000 + 31 * DAY).getUTCFullYear() > year;
    if (!years.includes(year + 1)) yield { level: nextSoon ? 'fault' : 'warning', say: sentence(`${year + 1} 年的节假日安排未载入`, `the holidays of ${year + 1} are not loaded`) };
    return sentence(`已载入到 ${Math.max(0, ...years)} 年`, `loaded to ${Math.max(0, ...years)}`);
  },
};
