import type { Channel } from '#domain';
import { counts, filedAt, whole } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

/** What patrol, sensors and cameras saw before anybody complained. Orders from above and transfers are neither found nor complained of. */
const FOUND: readonly Channel[] = ['grid-member', 'patrol', 'sensor', 'video-ai'];

export const uncomplained = indicator({
  id: 'uncomplained', group: 'area', name: { zh: '未诉先办率', en: 'Uncomplained share' }, unit: 'share', better: 'more', count: 'uncomplained', of: 'filed', minimum: FEWEST,
  formula: { zh: '未诉先办率 = 由网格巡查、监测设备、视频识别首先发现并立案的数 ÷ 立案数', en: 'Uncomplained share = filed after patrol, a sensor or a camera found it first ÷ filed cases' },
  cohort: { zh: '按首次立案时间；以案件首个上报渠道为准，领导交办和转办既不算发现也不算举报', en: 'By the first filing; the channel of the case’s first report decides, orders from above and transfers are neither' },
  counts: { uncomplained: (life) => (counts(life) && FOUND.includes(life.c.source) ? whole(filedAt(life), life) : null) },
});
