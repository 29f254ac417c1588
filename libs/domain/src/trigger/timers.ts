import type { Alarms } from './alarms.js';
import type { Compiled } from './compiled.js';
import { COMPOSITE, EVENT, NODATA, type CompiledRule } from './compiled-rule.js';
import { JITTER, type Judging } from './judging.js';
import type { Ladder } from './ladder.js';
import type { Memory } from './memory.js';
import { codeOf, EVIDENCE, FILTER, healthOf, HEARD, LEVEL, levelOf, META, metaOf, NEWEST, ruleOf, SERIES, SLOTS, STALE, TRACTS, trusted } from './records.js';
import { OVERDUE, SILENT, UNHEARD } from './verdict.js';

const MINUTE = 60_000;

/**
 * What runs out without a reading. Nothing is queued: `memory.due` is a lower bound of every deadline, and when it has passed all series are looked through once. Readings only ever move
 * deadlines away, so the bound stays right; whatever starts a new one lowers it. At a hundred thousand series that report every quarter of an hour this is a look every few minutes.
 */
export class Timers {
  constructor(
    private readonly compiled: Compiled, private readonly memory: Memory, private readonly ladder: Ladder, private readonly alarms: Alarms, private readonly judging: Judging, private readonly say: (series: number, health: number, at: number) => void,
  ) {}

  tick(now: number): void {
    const { memory } = this;
    if (now < memory.due) return;
    memory.due = Infinity;
    this.release(now);
    for (let series = 0, n = this.compiled.arrangement.series.length; series < n; series++) {
      const s = series * SERIES;
      if (memory.series[s + HEARD] === -Infinity) memory.series[s + HEARD] = now;
      const heard = memory.series[s + HEARD] as number;
      const first = memory.seriesWords[s * 2 + TRACTS] as number, next = memory.seriesWords[(s + SERIES) * 2 + TRACTS] as number;
      if (first === next) continue;
      this.heartbeat(series, first, heard, now);
      let rule: CompiledRule;
      for (let k = memory.tractWords[first * 2 + SLOTS] as number, end = memory.tractWords[next * 2 + SLOTS] as number; k < end; k += rule.size) {
        rule = this.compiled.rules[ruleOf(memory.slotWords[k * 2 + LEVEL] as number)] as CompiledRule;
        this.slot(k, rule, series, heard, now);
      }
    }
    this.until(this.alarms.calm(now));
  }

  private until(deadline: number): void { if (deadline < this.memory.due) this.memory.due = deadline; }

  private release(now: number): void {
    for (const [tract, waiting] of [...this.memory.waiting].sort(([a], [b]) => a - b)) {
      const deadline = waiting.heard + (this.compiled.filters[(this.memory.tractWords[tract * 2 + FILTER] as number) & 0xffff]?.wait ?? 0);
      if (now < deadline) { this.until(deadline); continue; }
      this.memory.waiting.delete(tract);
      this.judging.release(tract, waiting);
    }
  }

  private heartbeat(series: number, tract: number, heard: number, now: number): void {
    const heartbeat = this.compiled.heartbeats[(this.memory.tractWords[tract * 2 + FILTER] as number) >>> 16];
    if (!heartbeat) return;
    const health = healthOf(this.memory.seriesWords[series * SERIES * 2 + META] as number);
    if (health === SILENT) return;
    const silent = heard + heartbeat.every * heartbeat.missed, late = heard + heartbeat.every * JITTER;
    if (now >= silent) this.is(series, SILENT, silent);
    else if (now >= late && health !== OVERDUE && health !== UNHEARD) { this.is(series, OVERDUE, late); this.until(silent); }
    else this.until(now < late ? Math.min(late, silent) : silent);
  }

  private is(series: number, health: number, at: number): void {
    const w = series * SERIES * 2 + META, meta = this.memory.seriesWords[w] as number;
    this.memory.seriesWords[w] = metaOf(codeOf(meta), trusted(meta), health);
    this.say(series, health, at);
  }

  private slot(k: number, rule: CompiledRule, series: number, heard: number, now: number): void {
    const { slots, slotWords } = this.memory, s = k, word = slotWords[s * 2 + LEVEL] as number, fires = levelOf(word) > 0;
    if (rule.kind === NODATA) {
      if (fires) return;
      const deadline = heard + rule.span;
      if (now < deadline) this.until(deadline);
      else if (this.ladder.active(rule, now)) this.ladder.expire(k, rule, series, deadline, heard);
      else this.until(now + MINUTE);
    } else if (rule.kind === EVENT) {
      if (!fires) return;
      const evidence = slots[s + EVIDENCE] as number, newest = slots[s + NEWEST] as number;
      if (now < evidence + rule.span) this.until(evidence + rule.span);
      else this.ladder.end(k, rule, series, newest + rule.span, evidence - newest);
    } else if (rule.kind !== COMPOSITE && fires && (word & STALE) === 0) {
      const deadline = (slots[s + EVIDENCE] as number) + rule.staleAfter;
      if (now < deadline) { this.until(deadline); return; }
      slotWords[s * 2 + LEVEL] = word | STALE;
      this.alarms.stale(k, rule, series, deadline);
    }
  }
}

