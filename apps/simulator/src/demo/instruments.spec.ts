import { triggerRulesFile, type Reference } from '#contract';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CellFeature } from '../client/session.js';
import { County } from '../county/county.js';
import { expectedAlarms } from '../sensing/expected.js';
import { metres } from '../sensing/places.js';
import { COURSES, EVERY, LASTS, placesBeside } from './instruments.js';
import { morning } from './morning.js';

const BOOK = join(import.meta.dirname, '../../../../rulebook'), read = (file: string): unknown => JSON.parse(readFileSync(join(BOOK, file), 'utf8'));
const county = new County({ classes: [] } as unknown as Reference, (read('cells.geojson') as { features: CellFeature[] }).features, []);
const { rules } = triggerRulesFile.parse(read('trigger-rules.json'));

describe('instruments beside the scripted morning', () => {
  it('let one road and one cover alarm while it lasts, and nothing else', () => {
    const raised = COURSES.map(([id, , metric, course]) => {
      const rule = rules.find((r) => r.scope.metric === metric);
      if (rule === undefined) throw new Error(`no rule for ${metric}`);
      const live = Array.from({ length: LASTS / EVERY + 1 }, (_, n) => ({ at: n * EVERY * 1000, value: course(n * EVERY) })), before = Array.from({ length: 36 }, (_, n) => ({ at: (n - 36) * 300_000, value: course((n - 36) * 300) }));
      return [id, expectedAlarms(rule, [...before, ...live]).map((a) => rule.levels[a.worst]?.severity)];
    });
    expect(raised).toEqual([['md-road-m1', ['warning']], ['md-road-m2', []], ['md-road-m3', []], ['md-lid-m1', ['critical']]]);
  });

  it('stand where nobody reports the like', () => {
    const reported = morning(county), places = placesBeside(county, reported), like = reported.filter((o) => ['E0506', 'P0103'].includes(o.filed.classId));
    expect(places).toHaveLength(COURSES.length);
    expect(like.length).toBeGreaterThan(5);
    for (const { place } of like) for (const spot of places) expect(place === null ? Infinity : metres(place, spot)).toBeGreaterThan(300);
  });
});
