import { TARGETS, type Countable } from '#contract';
import { HOUR, type CaseId, type DepartmentId, type ReportId, type UserId } from '#domain';
import { rowsOf, type CountedRow } from '../counting/rows.js';
import { TILES } from './index.js';
import { at, Told, triage } from '../testing/lives.js';

/** Monday; 08:00–12:00 and 14:00–18:00, handling in 4 working hours. */
const MONDAY = at('2026-11-23 09:00'), MINUTE = 60_000;
const row = (told: Told, part: Countable, whose?: string): CountedRow | undefined => rowsOf(told.life).find((r) => r.part === part && (whose === undefined ? true : r.person === whose));
const has = (told: Told, ...parts: Countable[]): boolean[] => parts.map((part) => row(told, part) !== undefined);
const whose = (told: Told, part: Countable): string[] => rowsOf(told.life).filter((r) => r.part === part).map((r) => r.person);
const SAN = 'SAN' as DepartmentId, UM = 'UM' as DepartmentId;
const filed = () => new Told().reported(MONDAY, 'hotline', 'dispatcher').filed(MONDAY + 5 * MINUTE);
const done = (told: Told, when = MONDAY + 2 * HOUR) => told.accepted(MONDAY + HOUR).resolved(when);
const ended = (told: Told) => told.verified(MONDAY + 6 * HOUR).closed(MONDAY + 7 * HOUR);

describe('a target', () => {
  it('is wanted of the shares on the board of which more or less is better, and of no others', () => {
    expect(TILES.filter((i) => i.unit === 'share' && i.better !== null).map((i) => i.id).sort()).toEqual([...TARGETS].sort());
  });
});

describe('each indicator, by a life made for it', () => {
  it('lengths stand in working time and round the clock: dispatched 09:06, done at 15:06 is four working hours and six by the wall', () => {
    const told = done(filed(), MONDAY + 6 * MINUTE + 6 * HOUR);
    expect(row(told, 'resolved')).toMatchObject({ worth: 4 * HOUR, worth_wall: 6 * HOUR, department: 'SAN' });
    expect(row(told, 'took-triage')).toMatchObject({ worth: 5 * MINUTE, worth_wall: 5 * MINUTE });
    expect(row(told, 'took-dispatch')).toMatchObject({ worth: MINUTE, worth_wall: MINUTE });
    expect(row(told, 'took-acceptance')).toMatchObject({ worth: 54 * MINUTE, worth_wall: 54 * MINUTE });
    expect(has(told, 'took-total', 'took-closure', 'took-verification')).toEqual([false, false, false]);
    const whole = told.verified(MONDAY + 7 * HOUR + 6 * MINUTE).closed(MONDAY + 8 * HOUR + 6 * MINUTE);
    expect(row(whole, 'took-verification')).toMatchObject({ worth: HOUR, worth_wall: HOUR });
    expect(row(whole, 'took-closure')).toMatchObject({ worth: HOUR, worth_wall: HOUR });
    expect(row(whole, 'took-total')).toMatchObject({ worth: 6 * HOUR + 6 * MINUTE, worth_wall: 8 * HOUR + 6 * MINUTE });
  });

  it('confirmation and arrival have their lengths, and a suspension is in none of them', () => {
    const told = new Told().reported(MONDAY, 'public', 'citizen').by('dispatcher', MONDAY + MINUTE, { type: 'askConfirmation' }).by('member', MONDAY + 11 * MINUTE, { type: 'confirm', verdict: 'true', evidence: [] }).filed(MONDAY + 12 * MINUTE).accepted(MONDAY + HOUR);
    told.by('handler', MONDAY + 2 * HOUR, { type: 'arrive' });
    expect(row(told, 'took-confirmation')).toMatchObject({ worth: 10 * MINUTE, worth_wall: 10 * MINUTE });
    expect(row(told, 'took-arrival')).toMatchObject({ worth: HOUR + 47 * MINUTE, worth_wall: HOUR + 47 * MINUTE });
    expect(row(told, 'took-triage')?.worth_wall).toBe(2 * MINUTE);
    told.by('handler', MONDAY + 2 * HOUR, { type: 'request', kind: 'suspension', reason: '雨', until: MONDAY + 48 * HOUR, ground: 'conditions' }).by('lead', MONDAY + 2 * HOUR, { type: 'endorse' }).by('dispatcher', MONDAY + 2 * HOUR, { type: 'grant' });
    expect(has(told, 'suspended', 'extended')).toEqual([true, false]);
    told.by('dispatcher', MONDAY + 48 * HOUR, { type: 'resume' }).resolved(MONDAY + 49 * HOUR);
    expect(row(told, 'resolved')?.worth_wall).toBe(HOUR + 47 * MINUTE + HOUR);
  });

  it('an extension makes it on time, and not by the original limit', () => {
    const told = filed().accepted(MONDAY + HOUR).by('handler', MONDAY + 2 * HOUR, { type: 'request', kind: 'extension', reason: '缺件', more: 4 * HOUR }).by('lead', MONDAY + 2 * HOUR, { type: 'endorse' }).by('dispatcher', MONDAY + 2 * HOUR, { type: 'grant' }).resolved(MONDAY + 8 * HOUR);
    expect(has(told, 'handled-on-time', 'handled-on-time-original', 'extended')).toEqual([true, false, true]);
    expect(has(done(filed()), 'handled-on-time', 'handled-on-time-original', 'extended')).toEqual([true, true, false]);
  });

  it('a granted appeal exempts: the score forgets, the fact stays', () => {
    const late = ended(done(filed(), MONDAY + 6 * HOUR + 30 * MINUTE - HOUR));
    const slow = done(filed(), MONDAY + 24 * HOUR).verified(MONDAY + 25 * HOUR).closed(MONDAY + 26 * HOUR);
    expect(has(slow, 'handle-due', 'handled-late', 'handle-due-scored', 'handled-late-exempt')).toEqual([true, true, true, false]);
    slow.by('lead', MONDAY + 27 * HOUR, { type: 'appeal', reason: '暴雨' }).by('supervisor', MONDAY + 28 * HOUR, { type: 'review', agree: true, note: '同意' });
    expect(has(slow, 'appealed', 'appeal-granted')).toEqual([true, false]);
    slow.by('leader', MONDAY + 29 * HOUR, { type: 'review', agree: true, note: '同意' });
    expect(has(slow, 'appeal-granted', 'handle-due', 'handled-late', 'handle-due-scored', 'handled-late-exempt')).toEqual([true, true, true, false, true]);
    expect(has(late, 'handled-on-time', 'handle-due-scored')).toEqual([true, true]);
  });

  it('a second department makes the dispatch wrong; rework by the same one does not', () => {
    const again = done(filed()).verified(MONDAY + 3 * HOUR, false).resolved(MONDAY + 6 * HOUR).verified(MONDAY + 7 * HOUR).closed(MONDAY + 8 * HOUR);
    expect(has(again, 'dispatched-right', 'dispatched-wrong', 'reworked', 'handler-reworked')).toEqual([true, false, true, true]);
    expect(whose(again, 'dispatcher-right')).toEqual(['disp-1']);
    const elsewhere = filed().by('handler', MONDAY + 20 * MINUTE, { type: 'request', kind: 'return', reason: '不归我们' }).by('dispatcher', MONDAY + 30 * MINUTE, { type: 'grant' }).by('second', MONDAY + 40 * MINUTE, { type: 'dispatch', department: UM, coDepartments: [] });
    expect(has(elsewhere, 'returned', 'dispatched-judged')).toEqual([true, false]);
    elsewhere.by('other', MONDAY + HOUR, { type: 'accept', assignee: 'h-um-1' as UserId }).by('other', MONDAY + 2 * HOUR, { type: 'resolve', note: '好', evidence: ['a'.repeat(64)] }).verified(MONDAY + 6 * HOUR).closed(MONDAY + 7 * HOUR);
    expect(has(elsewhere, 'dispatched-judged', 'dispatched-right', 'dispatched-wrong')).toEqual([true, false, true]);
    // It counts against whoever sent it first, and for where it was sent first.
    expect([whose(elsewhere, 'dispatcher-wrong'), row(elsewhere, 'dispatched-wrong')?.department]).toEqual([['disp-1'], 'SAN']);
  });

  it('the main department carries the case, a co-department its own task', () => {
    const told = new Told().reported(MONDAY, 'patrol', 'member').by('dispatcher', MONDAY, triage()).by('dispatcher', MONDAY, { type: 'dispatch', department: SAN, coDepartments: [UM], joint: [UM] });
    expect(row(told, 'task-due', 'UM')?.at).toBe(MONDAY + 24 * HOUR);
    told.by('other', MONDAY + HOUR, { type: 'acceptTask', task: 1, assignee: 'h-um-1' as UserId }).by('other', MONDAY + 2 * HOUR, { type: 'finishTask', task: 1, note: '已办', evidence: ['a'.repeat(64)] });
    expect(whose(told, 'task-on-time')).toEqual(['UM']);
    done(told, MONDAY + 30 * HOUR);
    expect(row(told, 'handled-late')?.department).toBe('SAN');
    expect(rowsOf(told.life).filter((r) => r.department === 'UM').map((r) => r.part).sort()).toEqual(['task-due', 'task-on-time']);
  });

  it('a forced closing counts as closed, is shown apart, and is on time only before the deadline', () => {
    const force = (when: number) => filed().by('dispatcher', when, { type: 'propose', kind: 'forced', reason: '移交', document: '文' }).by('supervisor', when, { type: 'approve' });
    expect(has(force(MONDAY + HOUR), 'closed', 'forced', 'closed-on-time')).toEqual([true, true, true]);
    expect(has(force(MONDAY + 300 * HOUR), 'closed', 'forced', 'closed-of-due', 'closed-on-time')).toEqual([true, true, true, false]);
  });

  it('voided and merged cases leave everything, but the filing that was wrong', () => {
    const voided = filed().by('dispatcher', MONDAY + HOUR, { type: 'propose', kind: 'voided', reason: '误报' }).by('supervisor', MONDAY + HOUR, { type: 'approve' });
    expect(rowsOf(voided.life).map((r) => r.part).sort()).toEqual(['filed-ever', 'filed-voided', 'lead-filed', 'lead-filed-on-time']);
    const merged = new Told().reported(MONDAY, 'hotline', 'dispatcher').by('dispatcher', MONDAY, { type: 'merge', into: '00000000-0000-7000-8000-000000000999' as CaseId });
    expect(rowsOf(merged.life).filter((r) => r.person === '' || r.part.includes('-'))).toEqual([]);
  });

  it('an alarm is judged by what people find; a resident who was first makes it a miss', () => {
    const seen = (told: Told, when: number) => told.by('system', when, { type: 'observe', alarm: 'a', what: 'raised', device: '水位计', rule: { id: 'water', version: 1, zh: '水', en: 'W' }, value: 1, unit: 'm' });
    const alarm = { code: 'rule-alarm', rule: 'water', version: 1, zh: '水', en: 'W', device: '水位计', value: 1, unit: 'm' } as const;
    const own = new Told().reported(MONDAY, 'sensor', 'device', {}, alarm).filed(MONDAY + MINUTE);
    expect(has(own, 'alarm-case', 'alarm-judged', 'alarm-missed', 'uncomplained', 'complaint')).toEqual([true, false, false, true, false]);
    ended(done(own));
    expect([...has(own, 'alarm-true', 'alarm-false'), row(own, 'alarm-accepted', 'water')?.worth_wall]).toEqual([true, false, HOUR]);
    // What becomes of it afterwards is no second one.
    expect(row(seen(new Told().reported(MONDAY, 'sensor', 'device', {}, alarm), MONDAY + HOUR), 'alarm-case', 'water')?.at).toBe(MONDAY);
    const joined = filed().by('system', MONDAY + 10 * MINUTE, { type: 'attachReport', report: 'r2' as ReportId, reportedAt: MONDAY + 10 * MINUTE }, alarm);
    expect(has(joined, 'alarm-case', 'alarm-missed')).toEqual([true, true]);
    const late = seen(filed(), MONDAY + 10 * MINUTE);
    expect(has(late, 'alarm-missed', 'complaint')).toEqual([true, true]);
    const untrue = seen(new Told().reported(MONDAY, 'sensor', 'device'), MONDAY).by('dispatcher', MONDAY + MINUTE, { type: 'refuse', code: 'not-true' });
    expect(has(untrue, 'alarm-false', 'alarm-true')).toEqual([true, false]);
  });

  it('residents’ marks of four and five are satisfied ones', () => {
    const rated = (score: number) => ended(done(filed())).by('citizen', MONDAY + 8 * HOUR, { type: 'rate', score });
    expect([has(rated(4), 'rated', 'satisfied'), has(rated(3), 'rated', 'satisfied'), has(ended(done(filed())), 'rated')]).toEqual([[true, true], [true, false], [false]]);
  });

  it('the posts: each act is its author’s, the automation’s nobody’s', () => {
    const told = new Told().reported(MONDAY, 'grid-member', 'member');
    expect(has(told, 'member-reported')).toEqual([false]);
    ended(done(told.filed(MONDAY + 20 * MINUTE)));
    expect(['member-reported', 'member-valid', 'member-verify-on-time', 'acceptor-taken', 'lead-filed', 'lead-closed', 'dispatcher-sent', 'handler-handled'].map((p) => whose(told, p as Countable)[0])).toEqual(['gm-101', 'gm-101', 'gm-101', 'disp-1', 'disp-1', 'sup-1', 'disp-1', 'h-san-1']);
    // Twenty minutes are more than the quarter of an hour that triage has.
    expect(has(told, 'acceptor-taken-on-time', 'lead-filed-on-time', 'dispatcher-on-time')).toEqual([false, false, true]);
    const auto = new Told().reported(MONDAY, 'grid-member', 'member').by('system', MONDAY, triage()).by('system', MONDAY, { type: 'dispatch', department: SAN, coDepartments: [] });
    expect(has(auto, 'acceptor-taken', 'lead-filed', 'dispatcher-sent', 'filed', 'dispatched')).toEqual([false, false, false, true, true]);
    const refused = new Told().reported(MONDAY, 'grid-member', 'member').by('dispatcher', MONDAY, { type: 'refuse', code: 'not-true' });
    expect(has(refused, 'member-reported', 'member-valid')).toEqual([true, false]);
    const asked = new Told().reported(MONDAY, 'public', 'citizen').by('dispatcher', MONDAY + MINUTE, { type: 'askConfirmation', member: 'gm-101' as UserId });
    expect([whose(asked, 'acceptor-asked-on-time'), whose(asked, 'member-confirm-due'), row(asked, 'member-confirm-due')?.at]).toEqual([['disp-1'], ['gm-101'], MONDAY + 31 * MINUTE]);
  });

  it('the backlog is a stock: from registration to the ending that stands', () => {
    const told = ended(done(filed()));
    expect(row(told, 'standing')).toMatchObject({ day: '2026-11-23', until_day: '2026-11-23' });
    told.by('supervisor', MONDAY + 24 * HOUR, { type: 'reopen', reason: '又来了' });
    expect(row(told, 'standing')).toMatchObject({ day: '2026-11-23', until_day: null });
  });
});
