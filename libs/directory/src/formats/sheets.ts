import type { Kind } from '../book/content.js';

/** How the cells of a column are read and written. `texts`, `numbers` and `windows` hold several, divided by commas; `days`: `all`, `work`, `off` or numbers; `flag`: yes or nothing. */
export type ColumnType = 'text' | 'number' | 'flag' | 'boolean' | 'texts' | 'numbers' | 'windows' | 'days';

export interface Column {
  /** Where the value stands in the entry. */
  readonly at: readonly string[];
  readonly zh: string;
  readonly en: string;
  readonly type: ColumnType;
  /** What an empty cell means: nothing at all, null, or a list without entries. */
  readonly empty: 'absent' | 'null' | 'list';
}

/** One sheet of a kind. `list`: a row an entry, `parent` names the sheet whose entries hold the lists; `record`: a row a named member; `one`: a single row. */
export interface Sheet {
  readonly zh: string;
  readonly en: string;
  readonly form: 'list' | 'record' | 'one';
  /** The list or object, from the content on, or from the parent's entry. */
  readonly path: readonly string[];
  readonly parent?: string;
  /** `record`: the members that have a row. */
  readonly keys?: readonly string[];
  /** Without a row the list is left out altogether. */
  readonly optional?: true;
  readonly columns: readonly Column[];
}

const column = (type: ColumnType, empty: Column['empty'], path: string, zh: string, en: string): Column => ({ at: path.split('.'), zh, en, type, empty });
const text = (path: string, zh: string, en: string): Column => column('text', 'absent', path, zh, en);
const maybe = (path: string, zh: string, en: string): Column => column('text', 'null', path, zh, en);
const number = (path: string, zh: string, en: string): Column => column('number', 'absent', path, zh, en);
const flag = (path: string, zh: string, en: string): Column => column('flag', 'absent', path, zh, en);
const list = (type: 'texts' | 'numbers' | 'windows' | 'days', path: string, zh: string, en: string): Column => column(type, 'list', path, zh, en);
const maybeList = (type: 'texts' | 'numbers' | 'days', path: string, zh: string, en: string): Column => column(type, 'absent', path, zh, en);
const named = (path = ''): Column[] => [text(`${path}zh`, path === '' ? '名称' : '结案条件', path === '' ? 'name (Chinese)' : 'closing condition (Chinese)'), text(`${path}en`, path === '' ? '英文名称' : '结案条件英文', path === '' ? 'name (English)' : 'closing condition (English)')];
const limit = (path: string, zh = '时限', en = 'limit'): Column[] => [number(`${path}.value`, zh, en), text(`${path}.unit`, `${zh}单位`, `${en} unit`)];
const severities = (path: string): Column[] => [1, 2, 3, 4].flatMap((s) => limit(`${path}${s}`, `等级${s}时限`, `severity ${s} limit`));
const sheet = (zh: string, en: string, form: Sheet['form'], path: string, columns: readonly Column[], more: Partial<Pick<Sheet, 'parent' | 'keys' | 'optional'>> = {}): Sheet => ({ zh, en, form, path: path === '' ? [] : path.split('.'), columns, ...more });

const season = [text('from', '开始日期', 'from'), list('windows', 'windows', '工作时段', 'working windows')];
const day = [text('date', '日期', 'date'), text('kind', '类型', 'kind'), text('name', '名称', 'name'), text('source', '来源', 'source')];

/** The sheets of every kind; an entry's name is its first column, and the first column of a sheet below another one names the entry it belongs to. */
export const SHEETS: Readonly<Record<Kind, readonly Sheet[]>> = {
  catalogue: [
    sheet('类别', 'classes', 'list', 'classes', [
      text('id', '类别代码', 'class'), text('kind', '事件或部件', 'kind'), text('major.code', '大类代码', 'major'), text('major.zh', '大类名称', 'major name (Chinese)'), text('major.en', '大类英文名称', 'major name (English)'), ...named(),
      number('severity', '等级', 'severity'), text('department', '主办部门', 'department'), list('texts', 'coDepartments', '协办部门', 'co-departments'), text('basis', '依据', 'basis'), list('texts', 'detectableBy', '可由何种设备发现', 'detectable by'),
    ]),
    sheet('立案条件', 'conditions', 'list', 'conditions', [text('id', '条件代码', 'condition'), ...named(), number('severity', '等级', 'severity'), ...limit('limit'), ...named('closing.'), maybeList('numbers', 'recheckDays', '复查天数', 're-check days')], { parent: 'classes' }),
    sheet('分段时限', 'stages', 'list', 'stages', [...named(), ...limit('limit'), ...named('closing.')], { parent: 'conditions', optional: true }),
  ],
  departments: [
    sheet('县', 'county', 'one', 'county', [text('code', '代码', 'code'), ...named()]),
    sheet('乡镇', 'townships', 'list', 'townships', [text('code', '代码', 'code'), ...named()]),
    sheet('部门', 'departments', 'list', 'departments', [
      text('id', '部门代码', 'department'), ...named(), text('kind', '类型', 'kind'), text('township', '所辖乡镇', 'township'), text('level', '层级', 'level'), text('superior', '上级部门', 'superior'), text('assigns', '派单方式', 'assigns'),
    ]),
  ],
  duty: [
    sheet('权责清单', 'duty', 'list', 'lines', [
      text('id', '条目', 'line'), text('classId', '类别代码', 'class'), text('conditionId', '条件代码', 'condition'), text('area', '区域', 'area'), text('owner', '产权单位', 'owner'), text('main', '主办部门', 'main department'),
      list('texts', 'co', '协办部门', 'co-departments'), flag('joint', '联合处置', 'joint'), text('fallback', '兜底部门', 'fallback'), text('from', '生效日期', 'from'), maybe('to', '失效日期', 'to'), text('note', '备注', 'note'),
    ]),
  ],
  calendar: [
    sheet('日历', 'calendar', 'one', '', [number('utcOffsetMinutes', '与UTC相差分钟', 'UTC offset (minutes)'), list('numbers', 'publishedYears', '已公布年份', 'published years')]),
    sheet('作息时间', 'seasons', 'list', 'seasons', season),
    sheet('节假日', 'days', 'list', 'days', day),
    sheet('区域', 'areas', 'list', 'areas', [text('area', '区域', 'area')], { optional: true }),
    sheet('区域作息', 'area seasons', 'list', 'seasons', season, { parent: 'areas', optional: true }),
    sheet('区域节假日', 'area days', 'list', 'days', day, { parent: 'areas', optional: true }),
  ],
  limits: [
    sheet('阶段时限', 'stage limits', 'record', 'clocks', [...limit('default', '一般时限', 'usual limit'), ...severities('severities.')], { keys: ['triage', 'confirmation', 'dispatch', 'acceptance', 'handling', 'verification', 'closure', 'disputed'] }),
    sheet('总时限', 'total limits', 'record', 'total', [number('value', '时限', 'limit'), text('unit', '时限单位', 'limit unit')], { keys: ['working', 'continuous', 'unclassified'] }),
    sheet('任务时限', 'task limits', 'record', 'tasks', [...limit('default', '一般时限', 'usual limit'), ...severities('severities.')], { keys: ['joint', 'makeSafe'] }),
    sheet('到场与复查', 'other limits', 'record', 'tasks', [number('value', '时限', 'limit'), text('unit', '时限单位', 'limit unit')], { keys: ['arrival', 'recheck'] }),
    sheet('返工', 'rework', 'one', '', [number('reworkShare', '返工时限占比', 'share of the limit for rework')]),
  ],
  ladder: [
    sheet('升级阶梯', 'ladder', 'list', 'rules', [
      text('id', '规则', 'rule'), text('clock', '时钟', 'clock'), number('at.share', '时限占比', 'share'), ...limit('at.after', '计时', 'after'), text('at.unacknowledged', '无人应答的规则', 'unacknowledged rule'), ...limit('at.within', '应答期限', 'within'),
      number('level', '级别', 'level'), maybeList('numbers', 'severities', '等级', 'severities'), maybeList('texts', 'classes', '类别', 'classes'), maybeList('texts', 'areas', '区域', 'areas'), list('texts', 'tell', '通知', 'tell'),
      text('urgency', '紧急程度', 'urgency'), maybeList('texts', 'acknowledge', '可应答', 'may acknowledge'), ...limit('order.reply', '督办回复期限', 'order reply'), text('order.demand', '督办要求', 'order demand'), text('note', '备注', 'note'),
    ]),
  ],
  roster: [
    sheet('值班表', 'roster', 'list', 'shifts', [
      text('id', '班次', 'shift'), text('department', '部门', 'department'), list('texts', 'people', '人员', 'people'), maybeList('days', 'days', '日子', 'days'), text('from', '开始', 'from'), text('to', '结束', 'to'),
      text('since', '生效日期', 'since'), maybe('until', '失效日期', 'until'), flag('callOut', '夜间呼叫', 'call-out'), text('note', '备注', 'note'),
    ]),
    sheet('技能', 'skills', 'list', 'skills', [text('person', '人员', 'person'), list('texts', 'classes', '类别', 'classes')], { optional: true }),
  ],
  settings: [
    sheet('设置', 'settings', 'one', '', [
      number('reopenWindow.value', '可重开天数', 'reopen window'), text('reopenWindow.unit', '可重开单位', 'reopen window unit'), number('appealWindow.value', '可申诉天数', 'appeal window'), text('appealWindow.unit', '可申诉单位', 'appeal window unit'),
      list('texts', 'triage.channels', '自动立案渠道', 'filed from channels'), list('numbers', 'triage.severities', '自动立案等级', 'filed severities'), list('texts', 'confirmation.channels', '先核实渠道', 'confirmed channels'),
      list('numbers', 'confirmation.severities', '先核实等级', 'confirmed severities'), list('numbers', 'closing.severities', '自动结案等级', 'closed severities'), column('boolean', 'absent', 'closing.rework', '返工后也自动结案', 'closed after rework'),
      number('closing.escalatedTo', '自动结案最高升级级别', 'closed up to level'), maybe('unfounded', '不属实代码', 'unfounded code'), list('numbers', 'selfHandling.severities', '可自行处置等级', 'self-handled severities'),
      number('returnsToDispute', '退回几次转裁定', 'returns to dispute'), list('numbers', 'makeSafe.severities', '先行处置等级', 'made safe severities'), number('recurrence.days', '复发天数', 'recurrence days'), number('recurrence.metres', '复发距离(米)', 'recurrence metres'),
      number('photoReach', '照片最远距离(米)', 'photo reach (metres)'), list('texts', 'suspension.papers', '挂账须附材料的原因', 'suspension papers'), number('holdMinutes', '领取保留分钟', 'hold minutes'), text('numberPrefix', '案号前缀', 'number prefix'),
    ]),
    sheet('不予受理原因', 'refusals', 'list', 'refusals', [text('code', '代码', 'code'), ...named(), text('answer.zh', '答复', 'answer (Chinese)'), text('answer.en', '英文答复', 'answer (English)')]),
  ],
  assessment: [
    sheet('考核', 'assessment', 'one', '', [number('cutOffDays', '截止天数', 'cut-off (days)')]),
    sheet('等级', 'grades', 'list', 'grades', [text('grade', '等级', 'grade'), ...named(), number('from', '起始分', 'from'), text('colour', '颜色', 'colour')]),
    sheet('分档', 'bands', 'list', 'bands', [text('id', '分档', 'band'), ...named()]),
    sheet('档位', 'band steps', 'list', 'steps', [number('from', '起始值', 'from'), number('score', '得分', 'score')], { parent: 'bands' }),
    sheet('评价方案', 'schemes', 'list', 'schemes', [text('id', '方案', 'scheme'), ...named(), text('unit', '评价对象', 'unit'), text('sample', '样本', 'sample'), number('minimum', '最少样本', 'minimum')]),
    sheet('评价指标', 'scheme parts', 'list', 'parts', [
      text('id', '指标', 'part'), ...named(), number('weight', '权重', 'weight'), text('count', '分子', 'count'), maybe('of', '分母', 'of'), text('better', '方向', 'better'), text('band', '分档', 'band'), text('per', '口径', 'per'),
    ], { parent: 'schemes' }),
    sheet('可比分组', 'groups', 'list', 'groups', [text('id', '分组', 'group'), ...named(), list('texts', 'schemes', '方案', 'schemes'), list('texts', 'units', '单位', 'units')]),
    sheet('年度目标', 'targets', 'list', 'targets', [text('indicator', '指标', 'indicator'), number('percent', '目标(%)', 'target (%)')], { optional: true }),
  ],
};

/** The sheet that says what a workbook is. */
export const ABOUT: Sheet = sheet('说明', 'about', 'list', 'kinds', [text('kind', '内容', 'kind'), number('version', '版本', 'version'), text('effectiveFrom', '生效日期', 'effective from'), text('note', '备注', 'note')]);

/** The first column of a sheet below another one. */
export const PARENT: Column = text('', '所属', 'belongs to');
/** The first column of a record. */
export const MEMBER: Column = text('', '项目', 'item');

/** What stands above a column, and on a sheet's tab. */
export const titleOf = ({ zh, en }: Pick<Column, 'zh' | 'en'>): string => `${zh} ${en}`;

/** The columns as they stand in the sheet, with the one that names parent or member. */
export const columnsOf = (s: Sheet): readonly Column[] => (s.form === 'record' ? [MEMBER, ...s.columns] : s.parent !== undefined ? [PARENT, ...s.columns] : s.columns);

/** The member by which entries of a list sheet are named. */
export const keyOf = (s: Sheet): string => s.columns[0]?.at.join('.') ?? 'id';
