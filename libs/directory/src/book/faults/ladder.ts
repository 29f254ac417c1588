import type { Contents } from '../content.js';
import { areaKnownIn } from './known.js';
import { circle, twice, type Say } from './said.js';

/** The ladder: every rung once, for classes and areas that are there; one that follows another follows it on the same clock, to an end. */
export function ladderAgrees(book: Contents, say: Say): void {
  const { ladder: { rules }, catalogue: { classes } } = book;
  const inside = areaKnownIn(book);
  twice(rules.map((r) => r.id), (i, id) => say('ladder', `/rules/${i}/id`, 'twice', id));
  const byId = new Map(rules.map((r) => [r.id, r]));
  const follows = (id: string): string | undefined => { const at = byId.get(id)?.at; return at !== undefined && 'unacknowledged' in at ? at.unacknowledged : undefined; };
  rules.forEach((r, i) => {
    r.classes?.forEach((prefix, k) => { if (!classes.some((c) => c.id.startsWith(prefix))) say('ladder', `/rules/${i}/classes/${k}`, 'unfit-class', prefix); });
    r.areas?.forEach((area, k) => { if (!inside(area)) say('ladder', `/rules/${i}/areas/${k}`, 'unknown-area', area); });
    if (!('unacknowledged' in r.at)) return;
    const path = `/rules/${i}/at/unacknowledged`, before = byId.get(r.at.unacknowledged);
    if (!before) return say('ladder', path, 'unknown-rule', r.at.unacknowledged);
    const round = circle(r.id, follows);
    if (round) return say('ladder', path, 'circle', round);
    if (before.clock !== r.clock) say('ladder', `/rules/${i}/clock`, 'other-clock', before.id, before.clock);
    if (!before.acknowledge) say('ladder', path, 'nobody-acknowledges', before.id);
  });
}
