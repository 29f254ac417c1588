import type { RuleBook } from '#directory';
import { decide, evolve, SYSTEM, unborn, type Actor, type Case, type CaseEvent, type CaseId, type CellId, type ClassId, type Command, type CommandOf, type CommandType, type ConditionId, type DepartmentId, type Place, type Reason, type ReportId, type UserId } from '#domain';
import { uuid } from '#platform';
import type { Standing } from './brute-force.js';

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
/** Monday 2026-11-23, 08:00: the week begins. */
export const MONDAY = Date.parse('2026-11-23T08:00:00+08:00');
const FRIDAY = MONDAY - 3 * DAY;

type Line = readonly [at: number, by: string, command: Command, why?: Reason];
interface Told extends Standing { readonly lines: readonly Line[] }
interface Seed { readonly n: number; readonly die: () => number; readonly spot: { readonly cell: CellId; readonly place: Place } }
/** How many in a thousand cases, and how one of them came to stand where it stands when the week begins. */
type Pattern = readonly [share: number, tell: (seed: Seed) => Told];

const SHED = ['E0101', 'E0101-2', 'UM'] as const, ROAD = ['E0113', 'E0113-2', 'MUN'] as const, WALL = ['E0104', 'E0104-1', 'TWN-101'] as const, HEAP = ['E0110', 'E0110-1', 'SAN'] as const, HOLE = ['E0113', 'E0113-1', 'MUN'] as const;
const days = (value: number) => ({ value, unit: 'work_day' }) as const, hours = (value: number) => ({ value, unit: 'work_hour' }) as const;
/** A whole minute between two moments. */
const minute = (die: () => number, from: number, to: number): number => from + Math.floor((die() * (to - from)) / MINUTE) * MINUTE;

const registered = (at: number, { n, spot }: Seed, classId: string | null, conditionId: string | null, severity: 1 | 3 | 4): Line => [at, 'gm-101', {
  type: 'register', number: `W-${String(n).padStart(6, '0')}`, report: uuid() as ReportId, source: 'grid-member', classId: classId as ClassId | null, conditionId: conditionId as ConditionId | null, severity,
  cell: spot.cell, place: spot.place, asset: null, device: null, text: '巡查发现', reportedAt: at,
}];
const filed = (at: number, seed: Seed, [classId, conditionId, department]: readonly [string, string, string], severity: 1 | 3 | 4 = 3, joint: readonly string[] = []): Line[] => [
  registered(at, seed, classId, conditionId, severity),
  [at, 'system', { type: 'triage', classId: classId as ClassId, conditionId: conditionId as ConditionId, severity }, { code: 'trusted-report' }],
  [at, 'system', { type: 'dispatch', department: department as DepartmentId, coDepartments: joint as DepartmentId[], joint: joint as DepartmentId[] }, { code: 'duty-line', line: `D-${classId}`, department: department as DepartmentId, confidence: 0.9 }],
];
const accepted = (at: number, department: string): Line => { const person = `h-${department.toLowerCase()}-1`; return [at, person, { type: 'accept', assignee: person as UserId }]; };
const shed = (at: number, seed: Seed, joint: readonly string[] = []): Line[] => [...filed(at, seed, SHED, 3, joint), accepted(at + 20 * MINUTE, SHED[2])];
const SHED_RUNS = (at: number) => [{ clock: 'handling', began: at, limit: days(15) }, { clock: 'total', began: at, limit: days(17) }];

const PATTERNS: readonly Pattern[] = [
  // Cracks in the road, five days: warned, late, ordered, and some late by half.
  [40, (seed) => { const at = minute(seed.die, FRIDAY - 3 * DAY, FRIDAY + 9 * HOUR); return { severity: 3, lines: [...filed(at, seed, ROAD), accepted(at + 30 * MINUTE, ROAD[2])], runs: [{ clock: 'handling', began: at, limit: days(5) }, { clock: 'total', began: at, limit: days(7) }] }; }],
  // Nobody signs for a stained wall all week: the whole ladder.
  [10, (seed) => { const at = minute(seed.die, FRIDAY + 6 * HOUR, FRIDAY + 10 * HOUR); return { severity: 4, lines: filed(at, seed, WALL, 4), runs: [{ clock: 'acceptance', began: at, limit: hours(2) }, { clock: 'handling', began: at, limit: days(3) }, { clock: 'total', began: at, limit: days(5) }] }; }],
  // Cleared on Friday, and nobody goes to look.
  [50, (seed) => {
    const at = minute(seed.die, FRIDAY, FRIDAY + 4 * HOUR), done = at + 5 * HOUR;
    return { severity: 3, lines: [...filed(at, seed, HEAP), accepted(at, HEAP[2]), [done, 'h-san-1', { type: 'resolve', note: '已清理', evidence: ['photo'] }]], runs: [{ clock: 'verification', began: done, limit: hours(4) }, { clock: 'total', began: at, limit: hours(20) }] };
  }],
  // Put off until some minute of the week.
  [80, (seed) => {
    const at = minute(seed.die, FRIDAY - DAY, FRIDAY), asked = at + 2 * HOUR, resumes = minute(seed.die, MONDAY + MINUTE, MONDAY + 7 * DAY);
    const lines: Line[] = [...shed(at, seed), [asked, 'lead-um', { type: 'request', kind: 'suspension', reason: '雨季', ground: 'season', until: resumes }], [asked, 'disp-1', { type: 'grant' }]];
    return { severity: 3, lines, resumes, runs: SHED_RUNS(at).map((r) => ({ ...r, stopped: asked })) };
  }],
  // A co-department has its share, and does nothing.
  [50, (seed) => { const at = minute(seed.die, FRIDAY, FRIDAY + 10 * HOUR); return { severity: 3, lines: shed(at, seed, ['NRB']), runs: [...SHED_RUNS(at), { clock: 'task-1', began: at, limit: days(2) }] }; }],
  // A supervisor wants an answer, some round the clock.
  [60, (seed) => {
    const at = minute(seed.die, FRIDAY - DAY, FRIDAY + 8 * HOUR), ordered = minute(seed.die, FRIDAY + 9 * HOUR, MONDAY), round = seed.die() < 0.3, value = 3 + Math.floor(seed.die() * 30);
    const limit = round ? ({ value: value + 72, unit: 'urgent_hour' } as const) : hours(value);
    return { severity: 3, lines: [...shed(at, seed), [ordered, 'sup-1', { type: 'order', demand: '请说明', limit: { amount: limit.value * HOUR, unit: round ? 'continuous' : 'working' } }]], runs: [...SHED_RUNS(at), { clock: 'order-1', began: ordered, limit }] };
  }],
  // Nobody says what it is.
  [30, (seed) => { const at = minute(seed.die, FRIDAY + 9.6 * HOUR, FRIDAY + 20 * HOUR); return { severity: 3, lines: [registered(at, seed, null, null, 3)], runs: [{ clock: 'triage', began: at, limit: hours(0.5) }, { clock: 'total', began: at, limit: days(20) }] }; }],
  // Nobody says whose it is.
  [10, (seed) => {
    const at = minute(seed.die, FRIDAY, FRIDAY + 6 * HOUR), said = at + 4 * HOUR;
    return { severity: 3, lines: [...filed(at, seed, SHED), [said, 'disp-1', { type: 'dispute', reason: '两家都说不是' }]], runs: [{ clock: 'disputed', began: said, limit: days(1) }, { clock: 'total', began: at, limit: days(17) }] };
  }],
  // Danger to life, early on Monday, and nobody takes up the telephone.
  [3, (seed) => { const at = minute(seed.die, MONDAY - 30 * MINUTE, MONDAY); return { severity: 1, lines: filed(at, seed, HOLE, 1), runs: [{ clock: 'acceptance', began: at, limit: { value: 30, unit: 'urgent_minute' } }, { clock: 'handling', began: at, limit: { value: 2, unit: 'urgent_hour' } }, { clock: 'total', began: at, limit: { value: 26, unit: 'urgent_hour' } }] }; }],
  // All the others are well in time: their timers are pending, and stay so.
  [1000, (seed) => { const at = minute(seed.die, FRIDAY - 2 * DAY, FRIDAY + 10 * HOUR); return { severity: 3, lines: shed(at, seed), runs: SHED_RUNS(at) }; }],
];

/** The story of the n-th of many cases. */
export function told(seed: Seed): Told {
  let left = seed.n % 1000;
  for (const [share, tell] of PATTERNS) if ((left -= share) < 0) return tell(seed);
  throw new Error('the last pattern is for all the others');
}

export interface History { readonly case: Case; readonly events: readonly CaseEvent[]; readonly states: readonly Case[] }

/** What the core makes of a story. @throws Error when it refuses a line of it */
export function history(id: CaseId, { lines }: Pick<Told, 'lines'>, book: RuleBook, actorOf: (account: string) => Actor): History {
  let c: Case | null = null;
  const events: CaseEvent[] = [], states: Case[] = [], photos = new Map();
  for (const [now, by, command, why = null] of lines) {
    const decision = decide(id, c, command as CommandOf<CommandType>, { now, actor: by === 'system' ? SYSTEM : actorOf(by), why, rules: book.rules, photos });
    if (!decision.ok) throw new Error(`${command.type} by ${by}: ${decision.rejection.code}`);
    for (const event of decision.events) {
      c = evolve(c ?? unborn(id), event);
      events.push(event);
      states.push(c);
    }
  }
  if (c === null) throw new Error('a story without a line');
  return { case: c, events, states };
}
