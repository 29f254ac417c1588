import { LABELS, type CaseRow, type Language, type QueueColumn } from '#contract';
import { light } from '#domain';
import type { Directory, FileCell } from '#directory';

export interface FileColumn { readonly title: string; readonly width: number; readonly cell: (row: CaseRow, now: number) => FileCell }

const TITLES: Readonly<Record<QueueColumn | 'light' | 'condition' | 'township' | 'total' | 'closed', readonly [zh: string, en: string]>> = {
  light: ['时限灯', 'Light'], number: ['案件号', 'Number'], what: ['类别', 'Class'], condition: ['情形', 'Condition'], text: ['描述', 'Description'], where: ['网格', 'Cell'], township: ['网格编码', 'Cell code'], department: ['责任部门', 'Department'],
  assignee: ['处置人员', 'Handler'], stage: ['阶段', 'Stage'], source: ['来源', 'Source'], severity: ['等级', 'Severity'], due: ['截止时间', 'Due'], total: ['总时限', 'Due in all'], reported: ['上报时间', 'Reported'], age: ['已历时（小时）', 'Age in hours'], flags: ['标记', 'Flags'],
  closed: ['结案时间', 'Closed'],
};
const at = (instant: number | null): FileCell => (instant === null ? null : { at: instant });

/** The columns of the file: what the list shows, each in the reader's language; some need two to say the whole of it. */
export function fileColumns(wished: readonly QueueColumn[], lang: Language, who: Directory): FileColumn[] {
  const words = LABELS[lang], book = who.book();
  const column = (id: keyof typeof TITLES, width: number, cell: FileColumn['cell']): FileColumn => ({ title: TITLES[id][lang === 'zh' ? 0 : 1], width, cell });
  const department = (id: string | null): string | null => (id === null ? null : (book.departments.get(id as never)?.[lang] ?? id));
  const made: Readonly<Record<QueueColumn, FileColumn[]>> = {
    number: [column('number', 22, (r) => r.number)],
    what: [column('what', 20, (r) => (r.classId === null ? null : (book.classes.get(r.classId)?.[lang] ?? r.classId))), column('condition', 30, (r) => (r.conditionId === null ? null : (book.conditions.get(r.conditionId)?.[lang] ?? r.conditionId)))],
    text: [column('text', 50, (r) => r.text)],
    where: [column('where', 24, (r) => (r.cell === null ? null : who.cellName(r.cell, lang))), column('township', 18, (r) => r.cell)],
    department: [column('department', 22, (r) => department(r.department))],
    assignee: [column('assignee', 14, (r) => (r.assignee === null ? null : who.name(r.assignee)))],
    stage: [column('stage', 10, (r) => words.stage[r.stage]), column('closed', 18, (r) => at(r.closedAt))],
    source: [column('source', 14, (r) => words.channel[r.source])],
    severity: [column('severity', 8, (r) => words.severity[r.severity])],
    due: [column('due', 18, (r) => at(r.dueAt)), column('total', 18, (r) => at(r.totalDueAt))],
    reported: [column('reported', 18, (r) => at(r.reportedAt))],
    age: [column('age', 12, (r, now) => Math.round((((r.closedAt ?? now) - r.reportedAt) / 3_600_000) * 10) / 10)],
    flags: [column('flags', 24, (r) => flags(r, lang))],
  };
  return [column('light', 8, (r, now) => words.light[light(r.dueAt === null ? null : { dueAt: r.dueAt, yellowAt: r.yellowAt ?? r.dueAt }, now)]), ...wished.flatMap((id) => made[id])];
}

function flags(r: CaseRow, lang: Language): string | null {
  const words = LABELS[lang], zh = lang === 'zh';
  const said = [
    r.request !== null && words.request[r.request.kind], r.level > 0 && (zh ? `督办${r.level}级` : `level ${r.level}`), r.returns > 0 && (zh ? `回退${r.returns}次` : `returned ${r.returns}`), r.rework > 0 && (zh ? `返工${r.rework}次` : `reworked ${r.rework}`),
    r.recurrenceOf !== null && (zh ? '复发' : 'came back'), r.reports > 1 && (zh ? `上报${r.reports}次` : `reported ${r.reports} times`), r.outcome !== null && words.outcome[r.outcome],
  ].filter((s) => s !== false);
  return said.length === 0 ? null : said.join(zh ? '、' : ', ');
}
