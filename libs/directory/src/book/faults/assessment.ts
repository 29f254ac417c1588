import type { Contents } from '../content.js';
import type { Known } from './known.js';
import { twice, type Say } from './said.js';

const HUNDRED = 100, SLIP = 1e-9;

/** Schemes whose weights make a whole, volumes that have a band, steps and grades without gap or overlap, units compared in one group only, one target an indicator. */
export function assessmentAgrees({ assessment: { grades, bands, schemes, groups, targets } }: Contents, say: Say, known: Known): void {
  twice(grades.map((g) => g.grade), (i, id) => say('assessment', `/grades/${i}/grade`, 'twice', id));
  twice(grades.map((g) => String(g.from)), (i, from) => say('assessment', `/grades/${i}/from`, 'twice', from));
  if (!grades.some((g) => g.from === 0)) say('assessment', '/grades', 'from-zero');
  twice(bands.map((b) => b.id), (i, id) => say('assessment', `/bands/${i}/id`, 'twice', id));
  bands.forEach(({ steps }, i) => steps.forEach(({ from }, k) => {
    if (k === 0 && from !== 0) say('assessment', `/bands/${i}/steps/0/from`, 'from-zero');
    if (k > 0 && from <= (steps[k - 1]?.from ?? 0)) say('assessment', `/bands/${i}/steps/${k}/from`, 'not-ascending');
  }));
  twice(schemes.map((s) => s.id), (i, id) => say('assessment', `/schemes/${i}/id`, 'twice', id));
  schemes.forEach(({ parts }, i) => {
    twice(parts.map((p) => p.id), (k, id) => say('assessment', `/schemes/${i}/parts/${k}/id`, 'twice', id));
    const sum = parts.reduce((n, p) => n + p.weight, 0);
    if (Math.abs(sum - HUNDRED) > SLIP) say('assessment', `/schemes/${i}/parts`, 'not-a-hundred', Math.round(sum * 1e6) / 1e6);
    parts.forEach(({ of, band, per }, k) => {
      if (of === null ? band === undefined || per === undefined : band !== undefined || per !== undefined) say('assessment', `/schemes/${i}/parts/${k}/band`, 'band-or-rate');
      if (band !== undefined && !bands.some((b) => b.id === band)) say('assessment', `/schemes/${i}/parts/${k}/band`, 'unknown-band', band);
    });
  });
  twice(groups.map((g) => g.id), (i, id) => say('assessment', `/groups/${i}/id`, 'twice', id));
  const placed = new Map<string, number>();
  groups.forEach((g, i) => g.schemes.forEach((id, k) => {
    const scheme = schemes.find((s) => s.id === id);
    if (scheme === undefined) return say('assessment', `/groups/${i}/schemes/${k}`, 'unknown-scheme', id);
    g.units.forEach((unit, n) => {
      if (scheme.unit === 'department') known('assessment', `/groups/${i}/units/${n}`, unit, true);
      if ((placed.get(`${id} ${unit}`) ?? i) !== i) say('assessment', `/groups/${i}/units/${n}`, 'other-group', unit, id);
      placed.set(`${id} ${unit}`, i);
    });
  }));
  twice(targets.map((t) => t.indicator), (i, id) => say('assessment', `/targets/${i}/indicator`, 'twice', id));
}
