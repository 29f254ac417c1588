import { SHARED, wordsOf } from '../shared/i18n/t.js';
import { BOARD } from './words.js';

/** The words of the wall's own head, Chinese first. */
const WORDS = {
  'wall.layout': ['大屏布局', 'Layout of the wall'],
  'wall.16x9': ['16:9', '16:9'],
  'wall.32x9': ['32:9', '32:9'],
  'wall.3x3': ['3×3 拼接', '3×3 screens'],
  'wall.full': ['全屏', 'Full screen'],
} as const;

export const t = wordsOf({ ...SHARED, ...BOARD, ...WORDS });
