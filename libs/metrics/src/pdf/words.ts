import type { IndicatorView, Language, Unit } from '#contract';

type Pair = readonly [zh: string, en: string];
export const of = (lang: Language, [zh, en]: Pair): string => (lang === 'zh' ? zh : en);

/** What stands on paper beside names and numbers, Chinese first. */
export const WORDS = {
  report: ['考核报告', 'Assessment report'], figures: ['考核指标', 'Figures'], league: ['考核排名', 'League'], period: ['时段', 'Period'], scope: ['范围', 'Scope'], whole: ['全部可见案件', 'All cases that the maker may see'],
  asOf: ['数据截至', 'As of'], madeBy: ['生成人', 'Made by'], madeAt: ['生成时间', 'Made at'], complete: ['数据完整', 'Complete'], yes: ['是', 'yes'], no: ['否，仍有变更未计入', 'no, some changes are not counted yet'],
  closed: ['关账', 'Closed period'], frozen: ['本报告为关账时冻结的数字', 'the numbers of this report are those that were frozen'], live: ['本报告为现在的数字，关账后的更正已计入', 'the numbers of this report are those of now, corrections since the closing included'], open: ['本时段尚未关账', 'not closed yet'], number: ['第 {n} 号', 'no. {n}'],
  unit: ['对象', 'Unit'], total: ['合计', 'Total'], days: ['时段', 'Days'], trend: ['上报、立案与结案', 'Reported, filed and closed'], onTime: ['各单位{name}', '{name} by unit'], few: ['样本不足（{n} 件）', 'too few ({n})'],
  lengths: ['各环节时长：中位数 ●，九成位 ○（工作小时）', 'Length of each step: median ●, nine tenths ○ (working hours)'], hours: ['{n} 时', '{n} h'], working: ['中位/九成位，工作小时', 'median / p90, working hours'], wall: ['中位/九成位，自然小时', 'median / p90, hours'],
  note: ['比率下方为分子/分母；时长为中位/九成位小时，下方为件数。“—”为不足最少样本。', 'Under a share: its two counts. Of a length: median / p90 in hours, under it the cases. “—”: fewer cases than make a rate.'],
  rank: ['名次', 'Rank'], score: ['得分', 'Score'], grade: ['等级', 'Grade'], sample: ['样本', 'Cases'], before: ['上期得分', 'Before'], weight: ['权重', 'weight'], leagueNote: ['同组内排名，同分同名次；样本少于 {n} 件（{part}）的不排名。项目下方为分子/分母。规则版本 {edition}。', 'Ranked within a group, equal scores alike; fewer than {n} cases ({part}) are not ranked. Under a part: its counts. Edition {edition} of the rules.'],
  tooFew: ['样本不足', 'too few'], alone: ['不排名', 'not ranked'], new: ['上期未排名', 'not ranked in the period before'], same: ['与上期相同', 'as in the period before'], up: ['比上期上升 {n} 位', 'up {n} on the period before'], down: ['比上期下降 {n} 位', 'down {n} on the period before'],
  definitions: ['指标口径', 'Definitions'], minimum: ['最少样本 {n} 件', 'at least {n} cases'], page: ['第 {n} 页，共 {of} 页', 'Page {n} of {of}'], corrections: ['关账后更正', 'Corrections since the closing'], noCorrections: ['无', 'none'], none: ['此时段没有应计入的案件', 'Nothing counts in this period'],
} as const satisfies Readonly<Record<string, Pair>>;

export function word(lang: Language, key: keyof typeof WORDS, holes: Readonly<Record<string, string | number>> = {}): string {
  return of(lang, WORDS[key]).replace(/\{(\w+)\}/g, (whole, name: string) => String(holes[name] ?? whole));
}
export const UNIT_WORDS: Readonly<Record<Unit, Pair>> = {
  county: ['全县', 'County'], department: ['部门', 'Departments'], township: ['乡镇', 'Townships'], community: ['社区（村）', 'Communities'], cell: ['网格', 'Cells'], class: ['小类', 'Classes'], source: ['来源', 'Sources'], rule: ['触发规则', 'Trigger rules'], person: ['人员', 'People'],
};
export const GROUP_WORDS: Readonly<Record<IndicatorView['group'], Pair>> = {
  area: ['区域指标', 'Area indicators'], department: ['部门指标', 'Department indicators'], joint: ['协办', 'Joint cases'], response: ['响应时长', 'Response times'], sensing: ['监测', 'Sensing'], member: ['监督员', 'Grid members'], acceptor: ['受理员', 'Acceptors'], lead: ['值班长', 'Shift leads'], dispatcher: ['派遣员', 'Dispatchers'], handler: ['处置人员', 'Handlers'],
};
