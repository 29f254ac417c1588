import { SHARED, wordsOf } from '../shared/i18n/t.js';
import { BOARD } from './words.js';

/** The words of the panels that come after the first numbers, Chinese first. */
const WORDS = {
  'ages.title': ['在办时长', 'How long they have been open'],
  'ages.by': ['按', 'By'],
  'ages.stage': ['按阶段', 'by stage'],
  'ages.department': ['按部门', 'by department'],
  'ages.none': ['未派部门', 'No department yet'],
  'ages.0': ['1 天内', '< 1 d'],
  'ages.1': ['1–3 天', '1–3 d'],
  'ages.2': ['3–7 天', '3–7 d'],
  'ages.3': ['7–30 天', '7–30 d'],
  'ages.4': ['30 天以上', '> 30 d'],
  'departments.title': ['部门按期处置', 'On time by department'],
  'departments.share': ['按期处置率', 'On time'],
  'departments.n': ['按期/应处置', 'On time of due'],
  'departments.late': ['超期', 'Late'],
  'departments.median': ['处置时长中位', 'Median time'],
  'departments.p90': ['第 90 百分位', '90th percentile'],
  'departments.few': ['样本不足', 'Too few'],
  'departments.fewNote': ['应处置不足 {n} 件的部门不排名。时长按工作时间计，自派遣至反馈。', 'Departments with fewer than {n} cases due are not ranked. Times are working time from dispatch to the report of completion.'],
  'departments.none': ['本期没有到期或已处置的案件', 'No case fell due or was handled in this period'],
  'trend.title': ['上报、立案与结案', 'Reported, filed, closed'],
  'trend.day': ['按日', 'by day'],
  'trend.week': ['按周', 'by week'],
  'trend.month': ['按月', 'by month'],
  'trend.when': ['日期', 'Date'],
  'trend.summary': ['{from} 至 {to}：上报 {reported}，立案 {filed}，结案 {closed}', '{from} to {to}: {reported} reported, {filed} filed, {closed} closed'],
  'heat.title': ['网格热力', 'Heat map of the grid'],
  'heat.measure': ['指标', 'Measure'],
  'heat.open': ['在办', 'Open'],
  'heat.overdue': ['超期', 'Overdue'],
  'heat.reported': ['本期上报', 'Reported in the period'],
  'heat.map': ['网格地图，按{measure}着色；旁边的表列出同样的数字', 'Map of the cells by {measure}; the table lists the same numbers'],
  'heat.table': ['各区域数字', 'Numbers by area'],
  'heat.none': ['没有案件', 'No cases'],
  'worst.title': ['红灯墙', 'Most overdue'],
  'worst.none': ['没有超期案件', 'Nothing is overdue'],
  'worst.all': ['全部超期（{n}）', 'All overdue ({n})'],
} as const;

export const t = wordsOf({ ...SHARED, ...BOARD, ...WORDS });
