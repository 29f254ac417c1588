import { RULE_SHARES, TASK_SHARES, type Part } from '#contract';

/** A column as analysts read it: what it means, in both languages, and where it comes from. */
export interface AnalysisColumn {
  readonly name: string;
  readonly type: 'text' | 'text[]' | 'uuid' | 'smallint' | 'integer' | 'bigint' | 'boolean' | 'date' | 'timestamptz';
  readonly zh: string;
  readonly en: string;
  /** SQL. A column that nobody selects is never worked out. */
  readonly of: string;
}
export interface AnalysisView { readonly name: string; readonly zh: string; readonly en: string; readonly columns: readonly AnalysisColumn[]; readonly from: string }

/** Milliseconds since 1970: what lies after this has not happened yet. `set analysis.as_of = '2026-11-30'` looks from another moment. */
export const AS_OF = `create or replace function analysis.as_of() returns bigint language sql stable as
  $$ select (extract(epoch from coalesce(nullif(current_setting('analysis.as_of', true), '')::timestamptz, now())) * 1000)::bigint $$`;

const column = (name: string, type: AnalysisColumn['type'], of: string, zh: string, en: string): AnalysisColumn => ({ name, type, zh, en, of });
const instant = (milliseconds: string): string => `to_timestamp((${milliseconds}) / 1000.0)`;
const text = (list: readonly string[]): string => list.map((word) => `'${word}'`).join(', ');

/** One value of the row by which a case counts as something. */
const counted = (part: Part, value: string): string => `(select ${value} from public.counted_case k where k.case_id = c.id and k.part = '${part}' and k.person = '' and k.at <= analysis.as_of())`;
const since = (part: Part): string => counted(part, instant('k.at'));
/** Null where nothing was due. */
const kept = (part: Part, due: Part): string => `case when ${counted(due, 'true')} then coalesce(${counted(part, 'true')}, false) end`;
/** The last deadline that a clock had, as the log has it. */
const deadline = (clock: 'handling' | 'total', only = ''): string =>
  `(select ${instant(`(e.clocks -> '${clock}' ->> 'dueAt')::bigint`)} from public.case_event e where e.case_id = c.id and e.clocks -> '${clock}' ->> 'dueAt' is not null${only} order by e.seq desc limit 1)`;
const granted = (kinds: readonly string[]): string => `from public.case_event e where e.case_id = c.id and e.type = 'RequestGranted' and e.data ->> 'kind' in (${text(kinds)})`;
const state = (member: string): string => `(c.state ->> '${member}')`;

const CASE: AnalysisView = {
  name: 'case_fact', zh: '案件宽表：一案一行', en: 'One row a case',
  columns: [
    column('case_id', 'uuid', 'c.id', '案件内部编号，与 case_count 关联用', 'The case; joins case_count'),
    column('number', 'text', 'c.number', '案件号', 'The number people say'),
    column('source', 'text', 'c.source', '问题来源', 'Channel of the first report'),
    column('class', 'text', 'c.class_id', '问题类型（小类代码）', 'Class, by its code'),
    column('major_class', 'text', 'm.major', '大类代码', 'Major class, by its code'),
    column('condition', 'text', state('conditionId'), '立案条件代码', 'Filing condition, by its code'),
    column('severity', 'smallint', 'c.severity', '等级，1 最急', 'Severity, 1 is the gravest'),
    column('township', 'text', 'left(c.cell, 9)', '街道、乡镇代码', 'Township, by its code'),
    column('community', 'text', 'left(c.cell, 12)', '社区代码', 'Community, by its code'),
    column('cell', 'text', 'c.cell', '单元网格代码', 'Grid cell, by its code'),
    column('stage', 'text', 'c.stage', '当前阶段', 'The stage it is in'),
    column('outcome', 'text', 'c.outcome', '结案方式；未结案为空', 'How it ended; null while it is open'),
    column('left_out', 'boolean', `coalesce(c.outcome in ('voided', 'merged'), false)`, '作废或并案：不计入考核，考核各列为空', 'Voided or merged: counts as nothing, so the columns of the assessment are null'),
    column('department', 'text', 'c.department', '责任部门（现在或最后）', 'The department that has it, or had it last'),
    column('first_department', 'text', counted('dispatched', 'k.department'), '首次派遣的部门', 'The department it was first dispatched to'),
    column('handled_department', 'text', counted('resolved', 'k.department'), '反馈处置完成的部门', 'The department that reported it done'),
    column('reported_at', 'timestamptz', instant('c.reported_at'), '上报时间', 'First reported'),
    column('filed_at', 'timestamptz', since('filed'), '立案时间', 'Filed'),
    column('first_dispatched_at', 'timestamptz', since('dispatched'), '首次派遣时间，已撤回的派遣不算', 'First dispatched, those that were recalled left aside'),
    column('handle_due_original_at', 'timestamptz', deadline('handling', ` and coalesce((e.clocks -> 'handling' ->> 'extended')::bigint, 0) = 0`), '处置截止时间（原）：延期前最后的截止时间', 'Handling deadline before any extension, as it last stood'),
    column('handle_due_at', 'timestamptz', deadline('handling'), '处置截止时间（含延期）', 'Handling deadline, extensions included'),
    column('handled_at', 'timestamptz', since('resolved'), '处置结束时间：首次反馈；重启后重新计', 'First reported done, since it was last reopened'),
    column('total_due_at', 'timestamptz', deadline('total'), '结案总时限的截止时间', 'Deadline of the whole case'),
    column('closed_at', 'timestamptz', instant('c.closed_at'), '结案时间', 'Closed'),
    column('forced_at', 'timestamptz', `case when c.outcome = 'forced' then ${instant('c.closed_at')} end`, '强制结案时间', 'Closed by force'),
    column('forced', 'boolean', `coalesce(c.outcome = 'forced', false)`, '强制结案', 'Whether it was closed by force'),
    column('handle_counted_on', 'date', counted('handle-due', 'k.day'), '计入应处置的日期；未到期为空', 'The day it counts as due for handling; null before that'),
    column('handled_on_time', 'boolean', kept('handled-on-time', 'handle-due'), '按期处置（含延期）；未到期为空', 'Handled on time, extensions included; null before it is due'),
    column('handled_on_time_original', 'boolean', kept('handled-on-time-original', 'handle-due'), '按原时限处置；未到期为空', 'Handled within the original limit; null before it is due'),
    column('close_counted_on', 'date', counted('close-due', 'k.day'), '计入应结案的日期；未到期为空', 'The day it counts as due for closing; null before that'),
    column('closed_on_time', 'boolean', kept('closed-on-time', 'close-due'), '按期结案；未到期为空', 'Closed on time; null before it is due'),
    column('extensions', 'integer', `(select count(*)::int ${granted(['extension'])})`, '批准延期次数', 'Extensions granted'),
    column('suspensions', 'integer', `(select count(*)::int ${granted(['suspension'])})`, '批准挂账次数', 'Suspensions granted'),
    column('extension_kinds', 'text[]', `array(select distinct e.data ->> 'kind' ${granted(['extension', 'suspension'])} order by 1)`, '延期类型：extension 延期，suspension 挂账', 'What gave it more time: extension, suspension'),
    column('returns', 'integer', `${state('returns')}::int`, '退回次数', 'How often it was given back'),
    column('rework', 'integer', `${state('rework')}::int`, '返工次数', 'How often it had to be done again'),
    column('escalated_to', 'integer', `${state('level')}::int`, '最高督办级别，0 为未升级', 'Highest rung of the ladder reached, 0 is none'),
    column('recurrence', 'boolean', `${state('recurrenceOf')} is not null`, '重复发生', 'Whether it came back after an earlier case'),
    column('reports', 'integer', `jsonb_array_length(c.state -> 'reports')`, '上报次数', 'How often it was reported'),
    column('rating', 'smallint', `${state('rating')}::smallint`, '群众评价 1–5', 'The reporter’s mark, 1 to 5'),
    column('exempt', 'boolean', `${state('exempt')}::boolean`, '申诉成立，免责', 'Exempted on appeal'),
    column('handling_working_ms', 'bigint', counted('resolved', 'k.worth'), '处置用时（工作时间，毫秒）', 'Handling in working time, milliseconds'),
    column('total_working_ms', 'bigint', counted('took-total', 'k.worth'), '全程用时（工作时间，毫秒）', 'The whole length in working time, milliseconds'),
    column('total_wall_ms', 'bigint', counted('took-total', 'k.worth_wall'), '全程用时（自然时间，毫秒）', 'The whole length round the clock, milliseconds'),
  ],
  from: `public.cases c left join (select n.id, max(n.part_of) as major from analysis.name n where n.kind = 'class' group by n.id) m on m.id = c.class_id`,
};

const COUNT: AnalysisView = {
  name: 'case_count', zh: '计数明细：一案一项一行，考核数据即其合计', en: 'One row a case and what it counts as; the figures of an assessment are sums of these rows',
  columns: [
    column('case_id', 'uuid', 'k.case_id', '案件内部编号', 'The case'),
    column('part', 'text', 'k.part', '计数项，见 indicators.md', 'What it counts as; see indicators.md'),
    column('at', 'timestamptz', instant('k.at'), '计入时间', 'When it counts'),
    column('day', 'date', 'k.day', '计入日期（本地）', 'The county’s day of it'),
    column('until', 'date', 'k.until_day', 'standing 专用：不再在办的日期，仍在办为空', 'Of standing: the day from which it no longer stood; null while it does'),
    column('whose', 'text', `case when k.person <> '' then k.person end`, '协办部门（task-）或触发规则（alarm-）；从不是人员', 'The co-department (task-) or trigger rule (alarm-); never a person'),
    column('department', 'text', 'k.department', '计入的部门', 'The department it counts for'),
    column('township', 'text', 'left(k.cell, 9)', '街道、乡镇代码', 'Township, by its code'),
    column('community', 'text', 'left(k.cell, 12)', '社区代码', 'Community, by its code'),
    column('cell', 'text', 'k.cell', '单元网格代码', 'Grid cell, by its code'),
    column('class', 'text', 'k.class_id', '小类代码', 'Class, by its code'),
    column('source', 'text', 'k.source', '问题来源', 'Channel of the first report'),
    column('working_ms', 'bigint', 'k.worth', '用时（工作时间，毫秒）', 'A length of time in working time, milliseconds'),
    column('wall_ms', 'bigint', 'k.worth_wall', '用时（自然时间，毫秒）', 'The same round the clock, milliseconds'),
  ],
  from: `public.counted_case k where k.at <= analysis.as_of() and (k.person = '' or k.part in (${text([...TASK_SHARES, ...RULE_SHARES])}))`,
};

/** The edition of a kind of the rule book that is in force. */
const inForce = (kind: string): string => `(select b.content from public.rule_book b where b.kind = '${kind}' and b.effective_from <= analysis.as_of() order by b.effective_from desc, b.version desc limit 1)`;
const entries = (kind: string, list: string): string => `jsonb_array_elements(${inForce(kind)} -> '${list}') e`;
const entry = (kind: string, id: string, from: string, part = 'null::text', name = 'e'): string => `select '${kind}' as kind, ${id} as id, ${name} ->> 'zh' as zh, ${name} ->> 'en' as en, ${part} as part_of from ${from}`;

const NAME: AnalysisView = {
  name: 'name', zh: '代码与名称（现行）', en: 'What codes are called, by the rule book in force',
  columns: [
    column('kind', 'text', 'x.kind', 'department 部门、township 乡镇、cell 网格、class 小类、major-class 大类', 'department, township, cell, class or major-class'),
    column('id', 'text', 'x.id', '代码', 'The code'),
    column('zh', 'text', 'x.zh', '中文名称', 'In Chinese'),
    column('en', 'text', 'x.en', '英文名称', 'In English'),
    column('part_of', 'text', 'x.part_of', '所属：小类的大类，网格的乡镇', 'A class’s major class, a cell’s township'),
  ],
  from: `(${[
    entry('department', `e ->> 'id'`, entries('departments', 'departments')),
    entry('township', `e ->> 'code'`, entries('departments', 'townships')),
    entry('class', `e ->> 'id'`, entries('catalogue', 'classes'), `e -> 'major' ->> 'code'`),
    `select distinct on (id) * from (${entry('major-class', `e -> 'major' ->> 'code'`, entries('catalogue', 'classes'), 'null::text', `(e -> 'major')`)}) majors`,
    `select 'cell', code, zh, en, left(code, 9) from (select distinct on (code) code, zh, en from (
       select code, valid_from as since, 0 as version, zh, en from public.cell union all select code, effective_from, version, zh, en from public.cell_version where zh is not null) v
       where since <= analysis.as_of() order by code, since desc, version desc) cells`,
  ].join(' union all ')}) x`,
};

/** What analysts may read, and nothing else: no reporter, no phone, no words that somebody wrote, no place finer than a cell, no person. In the order in which they are made. */
export const VIEWS: readonly AnalysisView[] = [NAME, CASE, COUNT];
