import type { DepartmentId } from '#domain';
import { placeIn } from '../../county/geometry.js';
import type { Reading } from '../ledger.js';
import { chirpstack, devEui, onenet } from '../lines/covers.js';
import type { Line } from '../lines/line.js';
import { until } from '../people.js';
import { MINUTE, type Scene, type Story } from '../scene.js';

const LAST = 40, SHIFTED = 10, RESET = 16, HANDLED = 36;
const HANDLER = 'WTR' as DepartmentId, OWNER = 'MUN' as DepartmentId;
/** What a cover says of itself: it lies; it stands on edge. Twice within the minute, because a lorry that rolls over it tilts it for a second too. */
const LIES = 1.5, STANDS = 37;
const MOMENTS: readonly (readonly [minute: number, tilt: number])[] = [[0, LIES], [SHIFTED, STANDS], [SHIFTED + 0.5, STANDS], [SHIFTED + 1, STANDS + 1], [RESET, LIES], [RESET + 3, LIES], [RESET + 6, LIES], [30, LIES], [34, LIES], [38, LIES], [LAST, LIES]];

/** A manhole cover is shifted: a case in seconds, put right, and closed on the word of its own sensor. Another one falls silent: a fault for its owner, and never a case. */
export const manhole: Story = {
  zh: '井盖', en: 'A manhole', duration: LAST * MINUTE,
  async play(scene) {
    const { http, county, desk, findings, people, ways } = scene.is, shifted = scene.id('dev-3'), silent = scene.id('md-lid-2'), gateway = scene.id('md-gw-1');
    const [a, b] = [county.town[scene.is.seed % county.town.length], county.town[(scene.is.seed + Math.floor(county.town.length / 2)) % county.town.length]];
    if (a === undefined || b === undefined) throw new RangeError('the county has no cells');
    const lid = { kind: 'manhole-tilt', metric: 'tilt', unit: 'deg', department: OWNER };
    await scene.cast([{ id: gateway, name: '平屯社区物联网关', kind: 'gateway', metric: null, unit: null, place: placeIn(b.area, 0.5, 0.5), department: 'TEL' as DepartmentId }]);
    const token = await scene.token(gateway), push = ways.onenetToken;
    await scene.cast([
      { ...lid, id: shifted, name: '平屯井盖监测器', place: placeIn(a.area, 0.4, 0.4) }, { ...lid, id: silent, name: '平屯社区井盖 044', place: placeIn(b.area, 0.6, 0.6), gateway, account: gateway },
    ]);
    const own = await scene.token(shifted), account = (await desk.device(shifted))?.account ?? shifted, lora = scene.line(chirpstack(http, token));
    await desk.called(gateway, devEui(silent), silent);
    if (push === null) await desk.called(account, devEui(shifted), shifted);
    const line: Line = scene.line(push === null ? chirpstack(http, own) : onenet(http, account, push));
    const says = (device: string, [minute, value]: readonly [number, number]): Reading[] => [{ device, metric: 'tilt', at: scene.at(minute), value }];
    await scene.send(lora, says(silent, [0, LIES]));
    let id = '', handler = null as Awaited<ReturnType<typeof people.takesOn>> | null, seconds = NaN;
    for (const [minute, tilt] of MOMENTS) {
      if (handler !== null && minute >= HANDLED) { await scene.reach(HANDLED, 'the cover is back'); await people.resolves(handler, id, '井盖已复位加固'); handler = null; }
      await scene.reach(minute, `${minute} min: the cover ${tilt > 15 ? `stands at ${tilt}°` : 'lies'}`);
      await scene.send(line, says(shifted, [minute, tilt]));
      if (minute !== SHIFTED + 0.5) continue;
      const began = performance.now();
      id = (await until('a case of the cover', async () => (await desk.alarms(shifted)).find((one) => one.case !== null && one.raisedAt >= scene.is.tempo.start))).case?.id ?? '';
      seconds = (performance.now() - began) / 1000;
      handler = await people.takesOn(id, HANDLER);
    }
    await scene.send(line, says(shifted, [LAST, LIES]), true);
    findings.so('from the second reading to the case', '< 60 s', seconds < 60, `${seconds.toFixed(1)} s`);
    scene.beat = (at) => scene.send(line, [{ device: shifted, metric: 'tilt', at, value: LIES }]);
    const passed = await scene.comes('the cover’s check', () => people.passedBySensor(id));
    findings.same('verified by the cover’s own readings', 'yes', passed ? 'yes' : 'no');
    if (passed) await people.closes(id);
    findings.same('handled and closed', 'closed', (await people.view(id)).stage);
    await silence(scene, silent);
  },
};

/** The other cover was heard once. When it has missed its heartbeats, its owner has a fault; there is no alarm and no case. */
async function silence(scene: Scene, device: string): Promise<void> {
  const { findings, desk } = scene.is, beat = (await desk.rule('manhole-tilt'))?.rule.heartbeat, heard = Math.max(...(await desk.series(device)).map((s) => s.last?.receivedAt ?? 0));
  const left = scene.left(heard + (beat?.every ?? 0) * (beat?.missed ?? 1) * JITTER), what = 'the silent cover: a fault of its owner';
  if (left > scene.is.waits) findings.due(what, OWNER, left);
  else {
    const row = await scene.comes(what, async () => { const h = await desk.health(device); return h?.health === 'silent' && h.fault !== null && h; }, left + 30_000);
    findings.same(what, `silent, ${OWNER}`, row === null ? 'no fault' : `${row.health}, ${row.department ?? ''}`);
  }
  findings.same('and never a case', 0, (await desk.alarms(device)).filter((a) => a.rule.id === 'manhole-tilt' && a.raisedAt >= scene.is.tempo.start).length);
}

/** A device is given a fifth of its interval before it counts as late. */
const JITTER = 1.2;
