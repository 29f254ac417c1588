import { SHARED, wordsOf } from '../i18n/t.js';

/** Words of the maps themselves. */
const WORDS = {
  ...SHARED,
  'map.noGround': ['底图不可用', 'No base map'],
  'map.gcj': ['底图坐标 GCJ-02', 'Base map in GCJ-02'],
  'map.zoomIn': ['放大', 'Zoom in'],
  'map.zoomOut': ['缩小', 'Zoom out'],
  'map.noData': ['无数据', 'no data'],
  'map.cells': ['{n} 个网格', '{n} cells'],
  'map.hatched': ['斜线为最高一档', 'hatched: the highest'],
} as const;
/** Says a word of the maps. */
export const m = wordsOf(WORDS);
