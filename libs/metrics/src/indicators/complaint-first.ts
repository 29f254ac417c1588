import { TARGETED } from '#contract';
import type { Channel } from '#domain';
import { counts, filedAt, whole } from '../counting/life.js';
import { FEWEST, indicator } from '../counting/indicator.js';

/** What reached the centre because somebody complained before patrol or sensor saw it. */
const COMPLAINTS: readonly Channel[] = ['public', 'hotline', 'media'];

export const complaintFirst = indicator({
  id: 'complaint-first', group: 'area', name: TARGETED['complaint-first'], unit: 'share', better: 'less', count: 'complaint', of: 'filed', minimum: FEWEST,
  formula: { zh: '监督举报率 = 由群众、热线、媒体反映并立案的数 ÷ 立案数', en: 'Complaint first = filed after a report by the public, the hotline or the press ÷ filed cases' },
  cohort: { zh: '按首次立案时间；越低越好：反映巡查和监测没有先发现的', en: 'By the first filing; lower is better: it measures what patrol and sensors missed' },
  counts: { complaint: (life) => (counts(life) && COMPLAINTS.includes(life.c.source) ? whole(filedAt(life), life) : null) },
});
