import { SHARED, wordsOf } from '../../shared/i18n/t.js';

/** The words of the list as a file, Chinese first. */
const WORDS = {
  'export.text': ['按当前筛选和排序导出 {n} 件；个人信息已脱敏。', '{n} cases, filtered and ordered as you see them. Personal data is masked.'],
  'export.over': ['共 {n} 件，超过当场导出的 {max} 行：由系统在后台生成，完成后通知您，文件保留 {days} 天。', '{n} cases are more than the {max} rows of an answer: the file is made in the background. You are told when it is ready, and it is kept for {days} days.'],
  'export.format': ['格式', 'Format'],
  'export.xlsx': ['Excel 工作簿', 'Excel workbook'],
  'export.csv': ['CSV 文本', 'CSV text'],
  'export.columns': ['列', 'Columns'],
  'export.go': ['导出', 'Export'],
  'export.background': ['后台生成', 'Make it in the background'],
  'export.ordered': ['正在后台生成，完成后通知您。', 'It is being made; you are told when it is ready.'],
  'export.show': ['查看进度', 'See how far it is'],
} as const;

export const t = wordsOf({ ...SHARED, ...WORDS });
