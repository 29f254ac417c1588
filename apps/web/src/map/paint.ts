import type { CellResponsible, DeviceView } from '#contract';
import { computed, ref, shallowRef, watch, type ShallowRef } from 'vue';
import { call } from '../shared/api/call.js';
import { book, said } from '../shared/book/book.js';
import { cells, codeOf } from '../shared/book/places.js';
import { lang } from '../shared/i18n/lang.js';
import { deviceSign } from '../shared/map/devices.js';
import type { MeasureStep } from '../shared/map/measure.js';
import type { CellMap } from '../shared/map/sheet.js';
import { now, serverNow } from '../shared/time/now.js';
import { shines, type Point } from './points.js';
import { t } from './words.js';

export const MEASURES = ['none', 'open', 'late'] as const;

/** Which layers lie on the sheet, and how its cells are coloured. What a layer needs is fetched when it is first wanted. */
export function usePaint(points: ShallowRef<Map<string, Point>>, generation: { readonly value: number }) {
  const layers = ref({ cases: true, devices: false, owners: false }), measure = ref<(typeof MEASURES)[number]>('none');
  const steps = shallowRef<readonly MeasureStep[]>([]);
  const responsible = shallowRef<ReadonlyMap<string, CellResponsible>>(new Map()), devices = shallowRef<readonly DeviceView[]>([]);
  let map: CellMap | null = null;

  function drawPoints(): void { const time = serverNow(); map?.showPoints(layers.value.cases ? [...points.value.values()].map((p) => ({ ...p, light: shines(p, time) })) : []); }
  function drawMeasure(): void {
    if (!map) return;
    if (measure.value === 'none') { map.showMeasure(null); steps.value = []; return; }
    const open = new Map<string, number>(), late = new Map<string, number>(), time = serverNow();
    for (const code of cells.value?.features.map(codeOf) ?? []) open.set(code, 0);
    for (const p of points.value.values()) if (p.cell !== null) { open.set(p.cell, (open.get(p.cell) ?? 0) + 1); if (shines(p, time) === 'red') late.set(p.cell, (late.get(p.cell) ?? 0) + 1); }
    steps.value = measure.value === 'open' ? map.showMeasure(open, { title: t('map.measure.open') })
      : map.showMeasure(new Map([...open].filter(([, n]) => n > 0).map(([code, n]) => [code, (late.get(code) ?? 0) / n])), { title: t('map.measure.late'), format: (v) => `${Math.round(v * 100)} %`, from: [0, 0.01, 0.25, 0.5, 0.75] });
  }
  const drawOwners = (): void => map?.showOwners(layers.value.owners ? new Map([...responsible.value].flatMap(([code, { main }]) => (main ? [[code, main] as const] : []))) : null);
  const drawDevices = (): void => map?.showDevices(layers.value.devices ? devices.value.flatMap((d) => (d.lon === null || d.lat === null ? [] : [{ id: d.id, lon: d.lon, lat: d.lat, sign: deviceSign(d.kind, lang.value), active: d.active }])) : []);
  async function wantResponsible(): Promise<void> {
    if (responsible.value.size > 0) return;
    try { responsible.value = new Map((await call('GET /api/cells/responsible', {})).map((r) => [r.cell, r])); drawOwners(); } catch { /* the layer stays empty */ }
  }
  async function wantDevices(): Promise<void> {
    if (devices.value.length > 0) return;
    try { devices.value = await call('GET /api/devices', {}); drawDevices(); } catch { /* as above */ }
  }

  /** Paints on this map from now on. `drawn`: after the marks of all cases are new. */
  function paintOn(sheet: CellMap, drawn: () => void): void {
    map = sheet;
    let fitted = false;
    watch([cells, lang], () => {
      if (!cells.value) return;
      sheet.showCells(cells.value);
      sheet.showTownships((book.value?.townships ?? []).map((town) => ({ code: town.code, name: said(town) ?? '' })));
      // Who has zoomed or found a place before the cells came stays there.
      if (!fitted && cells.value.features.length > 0) { fitted = true; if (sheet.untouched) sheet.fitCells(); }
      drawOwners();
      drawMeasure();
    }, { immediate: true });
    const all = (): void => { drawPoints(); drawn(); };
    // A light that changes while one looks: redrawn with the minute.
    watch([() => generation.value, () => Math.floor(now.value / 60_000)], () => { all(); drawMeasure(); });
    watch(() => layers.value.cases, all);
    watch([measure, lang], drawMeasure);
    watch(() => layers.value.owners, (on) => { if (on) void wantResponsible(); drawOwners(); });
    watch(() => layers.value.devices, (on) => { if (on) void wantDevices(); drawDevices(); });
  }
  return { layers, measure, steps, responsible, wantResponsible, deviceOf: (id: string | null) => computed(() => devices.value.find((d) => d.id === id) ?? null).value, paintOn };
}
