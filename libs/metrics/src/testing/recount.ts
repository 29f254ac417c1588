import { elapsed, rounds, type Calendar, type CaseEvent, type Channel, type ClockKey, type ClockName, type Instant, type Outcome } from '#domain';

/**
 * What a case counts as, worked out in another way than the program does: one walk along the log that keeps books, no replay of the case, lengths by the stopwatch.
 * A line is `part|whose|at|department|working|wall|until`; tests compare whole sets of them.
 */
export function recounted(log: readonly CaseEvent[], calendar: Calendar, unfounded: string | null): string[] {
  const lines = new Set<string>(), first = log[0], last = log.at(-1);
  if (first?.type !== 'CaseRegistered' || last === undefined) return [];
  const source: Channel = first.data.source;
  // Books that are kept along the way.
  const departmentAfter: (string | null)[] = [];
  const tasks: { kind: string; department: string | null; cancelled: boolean }[] = [];
  let department: string | null = null, refusers: string[] = [], outcome: Outcome | null = null, reason: string | null = null, turn = 0, rating: number | null = null, confirmed: string | null = null, recurs = false, asked: string | null = null;
  let appellant: string | null = null, appeal: 'open' | 'granted' | 'declined' | null = null, yes = 0, exempt = false;
  log.forEach((e, i) => {
    switch (e.type) {
      case 'CaseDispatched': department = e.data.department; for (const t of e.data.tasks ?? []) tasks.push({ kind: t.kind, department: t.department, cancelled: false }); break;
      case 'OwnershipRuled': department = e.data.department; refusers = []; for (const t of e.data.tasks ?? []) tasks.push({ kind: t.kind, department: t.department, cancelled: false }); break;
      case 'CaseHandedOn': department = e.data.department; break;
      case 'DispatchRecalled': department = refusers.at(-1) ?? null; break;
      case 'RequestGranted': if (e.data.kind === 'return' && department !== null) refusers = [...refusers, department]; break;
      case 'CaseReopened': department = null; refusers = []; outcome = null; turn = i + 1; rating = null; confirmed = null; break;
      case 'CaseUnmerged': outcome = null; break;
      case 'CaseClosed': outcome = e.data.outcome; reason = e.data.reason; break;
      case 'CaseRated': rating = e.data.score; break;
      case 'ReportConfirmed': confirmed = e.data.verdict; break;
      case 'ConfirmationAsked': asked = e.data.member ?? null; break;
      case 'RecurrenceLinked': recurs = true; break;
      case 'OwnershipDisputed': if (e.data.makeSafe) tasks.push({ kind: 'make-safe', department: e.data.makeSafe.department, cancelled: false }); break;
      case 'TaskAdded': tasks.push({ kind: e.data.task.kind, department: e.data.task.department, cancelled: false }); break;
      case 'WhistleBlown': for (const t of e.data.tasks) tasks.push({ kind: t.kind, department: t.department, cancelled: false }); break;
      case 'AppealMade': appellant = department; appeal = 'open'; break;
      case 'AppealReviewed': if (!e.data.agree) appeal = 'declined'; else if (++yes >= 2) appeal = 'granted'; if (appeal === 'granted') exempt = true; break;
      default: break;
    }
    departmentAfter.push(department);
  });
  const closed = last.stage === 'closed', merged = outcome === 'merged', voided = outcome === 'voided', refused = outcome === 'refused', counts = !merged && !voided, ended = outcome as Outcome | null;
  const index = (e: CaseEvent): number => log.indexOf(e), depAt = (e: CaseEvent): string | null => departmentAfter[index(e)] ?? null;
  const date = (at: Instant): string => new Date(at + calendar.offset).toISOString().slice(0, 10);
  interface Books { readonly at: Instant; readonly department: string | null; readonly length?: readonly [number, number]; readonly until?: Instant | null }
  const say = (part: string, { at, department: of, length, until }: Books, whose = ''): void => {
    // Once for each of them: the first one stands.
    if (whose !== '' && [...lines].some((l) => l.startsWith(`${part}|${whose}|`))) return;
    lines.add([part, whose, at, of ?? '-', length?.[0] ?? '-', length?.[1] ?? '-', until == null ? '-' : date(until)].join('|'));
  };
  const nth = (from: number, ok: (e: CaseEvent) => boolean): CaseEvent | undefined => log.find((e, i) => i >= from && ok(e));
  const person = (e: CaseEvent): boolean => !['system', 'device', 'citizen'].includes(e.role);

  /** Whether a stop came after the deadline that the clock had last shown, and that deadline. */
  const late = (clock: ClockKey, stop: CaseEvent): Instant | null => {
    const c = stop.clocks[clock];
    if (c === undefined) return null;
    let shown: Instant | null = null;
    for (const e of log) { if (e === stop) break; shown = e.clocks[clock]?.dueAt ?? shown; }
    const due = shown ?? stop.at, left = c.limit.amount - c.used;
    return left < 0 || (left === 0 && stop.at > due) ? due : null;
  };
  const promise = (clock: ClockName, kept: CaseEvent | undefined): { at: Instant; good: boolean; kept: CaseEvent | null } | null => {
    if (kept !== undefined) { const over = late(clock, kept); return { at: over === null ? kept.at : Math.min(kept.at, over), good: over === null, kept }; }
    const c = last.clocks[clock];
    if (c === undefined || last.stage === 'suspended') return null;
    if (c.dueAt !== null) return { at: c.dueAt, good: false, kept: null };
    let stop: CaseEvent | undefined = log[0];
    log.forEach((e, i) => { if (e.clocks[clock]?.dueAt != null) stop = log[i + 1]; });
    const over = stop === undefined ? null : late(clock, stop);
    return over === null ? null : { at: over, good: false, kept: null };
  };
  /** The stopwatch's last round of a clock before a fact. */
  const length = (clock: ClockName, stop: CaseEvent): readonly [number, number] | undefined => {
    if (stop.clocks[clock] === undefined) return undefined;
    // Out of hours a clock can begin anew with nothing used: the stopwatch alone would take the two for one.
    const anew = clock === 'total' ? 0 : Math.max(0, log.findLastIndex((e, i) => i < index(stop) && e.clocks[clock]?.since === e.at && e.clocks[clock].used === 0 && e.clocks[clock].extended === 0));
    const until = log.slice(anew, index(stop) + 1), all = rounds(until.map(({ at, clocks }) => ({ at, clocks })), stop.at, calendar).filter((r) => r.clock === clock), round = all.at(-1);
    if (round === undefined) return undefined;
    const sum = (unit: 'working' | 'continuous'): number => round.runs.reduce((n, { from, to }) => n + elapsed(calendar, from, to ?? stop.at, unit), 0);
    const { limit, used } = stop.clocks[clock];
    return limit.unit === 'working' ? [used, sum('continuous')] : [sum('working'), used];
  };

  const filing = refused ? undefined : log.find((e) => e.type === 'CaseTriaged');
  /** What was given out and not taken back, in order. */
  const ways: CaseEvent[] = [];
  log.slice(turn).forEach((e) => { if (e.type === 'CaseDispatched' || e.type === 'OwnershipRuled') ways.push(e); if (e.type === 'DispatchRecalled') ways.pop(); });
  const sent = ways[0], made = nth(turn, (e) => e.type === 'CaseResolved'), end = closed ? log.findLast((e, i) => i >= turn && e.type === 'CaseClosed') : undefined, good = ended === 'fixed' || ended === 'self-handled' || ended === 'forced' ? end : undefined;
  const now = { department }, complained = ['public', 'hotline', 'media'].includes(source);
  const again = made === undefined ? undefined : nth(index(made), (e) => (e.type === 'CaseVerified' && e.data.passed === false) || (e.type === 'CaseSentBack' && e.stage === 'handling'));
  const right = sent !== undefined && good !== undefined ? new Set(ways.map((e) => (e.type === 'CaseDispatched' || e.type === 'OwnershipRuled' ? e.data.department : ''))).size === 1 : null;
  const handled = filing === undefined ? null : promise('handling', made), handledFor = handled && (handled.kept === null ? department : (depAt(handled.kept) ?? department));
  const excusedOf = (of: string | null): boolean => exempt && appellant === of;

  if (counts) {
    say('reported', { at: first.at, ...now });
    say('standing', { at: first.at, ...now, until: end?.at ?? null });
    if (filing) { say('filed', { at: filing.at, ...now }); if (complained) say('complaint', { at: filing.at, ...now }); if (['grid-member', 'patrol', 'sensor', 'video-ai'].includes(source)) say('uncomplained', { at: filing.at, ...now }); if (recurs) say('recurred', { at: filing.at, ...now }); }
    const up = log.find((e) => e.type === 'CaseEscalated');
    if (up) say('escalated', { at: up.at, department: depAt(up) });
    if (sent) {
      const there = { at: sent.at, department: depAt(sent) }, granted = (kind: string): boolean => nth(turn, (e) => e.type === 'RequestGranted' && e.data.kind === kind) !== undefined;
      say('dispatched', there);
      if (granted('return')) say('returned', there);
      if (granted('extension')) say('extended', there);
      if (granted('suspension')) say('suspended', there);
      if (good) { say('dispatched-judged', { at: good.at, department: depAt(sent) }); say(right ? 'dispatched-right' : 'dispatched-wrong', { at: good.at, department: depAt(sent) }); }
    }
    if (made) {
      const there = { at: made.at, department: depAt(made) }, took = length('handling', made);
      say('resolved', { ...there, ...(took && { length: took }) });
      if (again) { say('reworked', there); if (!excusedOf(depAt(made))) say('reworked-scored', there); }
    }
    if (good) { say('closed', { at: good.at, ...now }); if (ended === 'forced') say('forced', { at: good.at, ...now }); }
    if (rating !== null) { const e = nth(turn, (x) => x.type === 'CaseRated'); if (e) { say('rated', { at: e.at, ...now }); if (rating >= 4) say('satisfied', { at: e.at, ...now }); } }
    const appealed = log.find((e) => e.type === 'AppealMade');
    if (appealed) { say('appealed', { at: appealed.at, department: appellant }); if (appeal === 'granted') say('appeal-granted', { at: appealed.at, department: appellant }); }
    const verified = made && nth(index(made), (e) => e.type === 'CaseVerified'), arrived = nth(turn, (e) => e.type === 'HandlerArrived');
    const took = (part: string, clock: ClockName, stop: CaseEvent | undefined): void => { const l = stop && length(clock, stop); if (stop && l) say(part, { at: stop.at, department: depAt(stop) ?? department, length: l }); };
    took('took-triage', 'triage', filing);
    took('took-confirmation', 'confirmation', log.find((e) => e.type === 'ReportConfirmed'));
    took('took-dispatch', 'dispatch', sent);
    took('took-acceptance', 'acceptance', nth(turn, (e) => e.type === 'CaseAccepted'));
    took('took-verification', 'verification', verified);
    if (good && index(good) > turn && log[index(good) - 1]?.stage === 'closure') took('took-closure', 'closure', good);
    took('took-total', 'total', good);
    if (arrived) {
      const from = log.findLast((e, i) => i >= turn && i < index(arrived) && (e.type === 'CaseDispatched' || e.type === 'OwnershipRuled' || e.type === 'CaseHandedOn'));
      if (from) say('took-arrival', { at: arrived.at, department: depAt(arrived), length: [elapsed(calendar, from.at, arrived.at, 'working'), arrived.at - from.at] });
    }
  }
  if (filing && (counts || voided)) { say('filed-ever', { at: filing.at, ...now }); if (voided) say('filed-voided', { at: filing.at, ...now }); }
  if (counts && filing) {
    const dispatch = promise('dispatch', sent), total = promise('total', end);
    if (dispatch) { say('dispatch-due', { at: dispatch.at, ...now }); if (dispatch.good) say('dispatched-on-time', { at: dispatch.at, ...now }); }
    if (total) { say('close-due', { at: total.at, ...now }); if (total.kept) say('closed-of-due', { at: total.at, ...now }); if (total.good) say('closed-on-time', { at: total.at, ...now }); }
    if (handled) {
      const there = { at: handled.at, department: handledFor }, free = !handled.good && excusedOf(handledFor);
      say('handle-due', there);
      say(handled.good ? 'handled-on-time' : 'handled-late', there);
      say(free ? 'handled-late-exempt' : 'handle-due-scored', there);
      const clock = made?.clocks.handling;
      // By the catalogue's limit: what was used of it, to the moment at which it was used up.
      if (handled.good && made) {
        const original = clock === undefined ? Infinity : clock.limit.amount - clock.extended, spent = clock?.used ?? 0;
        const on = spent === original ? original === clock?.limit.amount || runsOutAt(log, made, original, calendar) >= made.at : spent < original;
        if (on) say('handled-on-time-original', there);
      }
    }
    const seen = new Set<string>();
    tasks.forEach((t, i) => {
      if (t.department === null || t.kind === 'stage' || t.kind === 'recheck' || seen.has(t.department)) return;
      const key = `task-${i + 1}` as const, done = log.find((e) => (e.type === 'TaskFinished' || (t.kind === 'whistle' && e.type === 'TaskArrived')) && e.data.task === i + 1), over = done && late(key, done), due = last.clocks[key]?.dueAt ?? null;
      const at = done ? (over == null ? done.at : Math.min(over, done.at)) : due;
      if (at === null) return;
      seen.add(t.department);
      say('task-due', { at, department: t.department }, t.department);
      if (done && over == null) say('task-on-time', { at, department: t.department }, t.department);
    });
  }

  // Alarms of rules.
  if (!merged) {
    const so = ended === 'fixed' || ended === 'self-handled' || ended === 'forced' ? true : voided || (refused && reason !== null && reason === unfounded) ? false : confirmed === 'true' ? true : confirmed === 'false' ? false : null;
    const alarms = new Set<string>();
    log.forEach((e, i) => {
      const came = e.type === 'CaseRegistered' || e.type === 'ReportAttached', whose = e.type === 'AlarmObserved' ? e.data.rule.id : came && e.why !== null && 'rule' in e.why && 'version' in e.why ? e.why.rule : null;
      if (whose === null || alarms.has(whose)) return;
      alarms.add(whose);
      const there = { at: e.at, ...now }, taken = nth(i, (x) => x.type === 'CaseAccepted');
      say('alarm-case', there, whose);
      if (so !== null) { say('alarm-judged', there, whose); say(so ? 'alarm-true' : 'alarm-false', there, whose); }
      if (taken && !voided) say('alarm-accepted', { at: taken.at, department: depAt(taken), length: [elapsed(calendar, e.at, taken.at, 'working'), taken.at - e.at] }, whose);
      if (complained && !voided && filing) say('alarm-missed', there, whose);
    });
  }

  // People at their posts.
  if (!merged) {
    if (first.role === 'grid-member' && (source === 'grid-member' || source === 'patrol') && (ended !== null || filing)) { say('member-reported', { at: first.at, ...now }, first.by); if (!voided && !refused && ended !== 'recovered') say('member-valid', { at: first.at, ...now }, first.by); }
    if (!voided) {
      const answer = log.find((e) => e.type === 'ReportConfirmed'), check = nth(turn, (e) => e.type === 'CaseVerified' && e.role === 'grid-member');
      const timed = (share: string, clock: ClockName, e: CaseEvent): void => { const over = late(clock, e), at = over === null ? e.at : Math.min(over, e.at); say(`${share}-due`, { at, ...now }, e.by); if (over === null) say(`${share}-on-time`, { at, ...now }, e.by); };
      if (answer?.role === 'grid-member') timed('member-confirm', 'confirmation', answer);
      const due = last.clocks.confirmation?.dueAt ?? null;
      if (!answer && asked !== null && last.stage === 'confirmation' && due !== null) say('member-confirm-due', { at: due, ...now }, asked);
      if (check) timed('member-verify', 'verification', check);
    }
    if (filing && person(filing)) { const there = { at: filing.at, ...now }; say('lead-filed', there, filing.by); if (!voided) say('lead-filed-kept', there, filing.by); if (late('triage', filing) === null) say('lead-filed-on-time', there, filing.by); }
  }
  if (counts) {
    const taken = log.find((e) => e.type === 'CaseTriaged' || e.type === 'ConfirmationAsked' || (e.type === 'CaseClosed' && e.data.outcome === 'refused')), askedOut = log.find((e) => e.type === 'ConfirmationAsked');
    if (taken && person(taken)) { say('acceptor-taken', { at: taken.at, ...now }, taken.by); if (late('triage', taken) === null) say('acceptor-taken-on-time', { at: taken.at, ...now }, taken.by); }
    if (askedOut && person(askedOut)) { say('acceptor-asked', { at: askedOut.at, ...now }, askedOut.by); if (late('triage', askedOut) === null) say('acceptor-asked-on-time', { at: askedOut.at, ...now }, askedOut.by); }
    if (good && ended !== 'forced' && person(good)) { say('lead-closed', { at: good.at, ...now }, good.by); if (late('closure', good) === null) say('lead-closed-on-time', { at: good.at, ...now }, good.by); }
    if (sent && person(sent)) {
      say('dispatcher-sent', { at: sent.at, department: depAt(sent) }, sent.by);
      if (late('dispatch', sent) === null) say('dispatcher-on-time', { at: sent.at, department: depAt(sent) }, sent.by);
      if (good) { say('dispatcher-judged', { at: good.at, department: depAt(sent) }, sent.by); say(right ? 'dispatcher-right' : 'dispatcher-wrong', { at: good.at, department: depAt(sent) }, sent.by); }
    }
    if (made && person(made)) { const there = { at: made.at, department: depAt(made) }; say('handler-handled', there, made.by); if (late('handling', made) === null) say('handler-on-time', there, made.by); if (again) say('handler-reworked', there, made.by); }
  }
  return [...lines].sort();
}

/** When so much of the handling clock's time had run, by its last run before a fact. */
function runsOutAt(log: readonly CaseEvent[], stop: CaseEvent, amount: number, calendar: Calendar): Instant {
  let at = Infinity;
  for (const e of log) {
    if (e === stop) break;
    const c = e.clocks.handling;
    if (c?.since == null || c.used > amount) continue;
    // Minute by minute would do; the stretch is short, so the very moment is looked for by halving.
    let low = c.since, high = stop.at;
    if (c.used + elapsed(calendar, c.since, high, c.limit.unit) < amount) continue;
    while (high - low > 1) { const middle = Math.floor((low + high) / 2); if (c.used + elapsed(calendar, c.since, middle, c.limit.unit) >= amount) high = middle; else low = middle; }
    at = high;
  }
  return at;
}
