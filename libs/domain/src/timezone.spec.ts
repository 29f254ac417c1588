import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

/** Deadlines as a process in that time zone computes them, from the calendar's own source. */
function deadlinesIn(zone: string, folder: string): string {
  return execFileSync(process.execPath, [join(folder, 'ask.mjs')], { env: { ...process.env, TZ: zone }, encoding: 'utf8' });
}

describe('the time zone of the machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grid-calendar-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('changes no deadline', () => {
    const source = readFileSync(new URL('./calendar.ts', import.meta.url), 'utf8');
    writeFileSync(join(folder, 'calendar.mjs'), transformSync(source, { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } }).code);
    writeFileSync(join(folder, 'ask.mjs'), `
      import { calendarOf, elapsed, expiry, limitOf } from './calendar.mjs';
      const cal = calendarOf({ utcOffsetMinutes: 480, publishedYears: [2026], seasons: [{ from: '2020-01-01', windows: [['08:00', '12:00'], ['14:00', '18:00']] }], days: [{ date: '2026-02-14', kind: 'work' }, { date: '2026-02-16', kind: 'off' }] });
      const answers = [];
      for (let t = Date.UTC(2026, 0, 1); t < Date.UTC(2026, 11, 1); t += 7_777_777_7) {
        const due = expiry(cal, t, limitOf(3, 'work_day'));
        answers.push(due, elapsed(cal, t, due, 'working'), cal.published(new Date(due).getUTCFullYear()));
      }
      console.log(JSON.stringify(answers));`);
    const here = deadlinesIn('Asia/Shanghai', folder);
    expect(here.length).toBeGreaterThan(1000);
    for (const zone of ['UTC', 'America/New_York', 'Europe/London', 'Pacific/Apia', 'Asia/Kathmandu', 'Australia/Lord_Howe']) expect(deadlinesIn(zone, folder)).toBe(here);
  });
});
