import { SHARED, wordsOf } from '../shared/i18n/t.js';

/** The words of the board, Chinese first; they are loaded with its pages and not before. */
const WORDS = {
  'board.title': ['今日看板', 'Today'],
  'board.today': ['今日数字', 'Figures of today'],
  'board.open': ['在办案件', 'Open cases'],
  'board.total': ['合计', 'Total'],
  'board.share': ['构成', 'Composition'],
  'board.links': ['点击数字，查看它所数的案件。', 'Every number opens the cases it counts.'],
  'board.onTime': ['按期 {good} · {share}%', '{good} on time · {share}%'],
  'board.noResolved': ['今日尚无处置', 'None handled yet today'],
} as const;

export const t = wordsOf({ ...SHARED, ...WORDS });
