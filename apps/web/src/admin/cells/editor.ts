import type { CellFault } from '#contract';
import Feature from 'ol/Feature.js';
import LineString from 'ol/geom/LineString.js';
import Point from 'ol/geom/Point.js';
import Polygon from 'ol/geom/Polygon.js';
import { altKeyOnly, singleClick } from 'ol/events/condition.js';
import Draw from 'ol/interaction/Draw.js';
import type Interaction from 'ol/interaction/Interaction.js';
import Modify from 'ol/interaction/Modify.js';
import Snap from 'ol/interaction/Snap.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import { Circle as Dot, Fill, Stroke, Style } from 'ol/style.js';
import type { CellMap } from '../../shared/map/sheet.js';
import { rounded } from './split.js';

export type Rings = readonly (readonly (readonly [number, number])[])[];
export interface Drawn { readonly code: string; readonly rings: Rings }
export type Tool = 'off' | 'modify' | 'draw' | 'split';

const editStyle = [new Style({ stroke: new Stroke({ color: '#0a6cb8', width: 2 }), fill: new Fill({ color: 'rgb(10 108 184 / 6%)' }) }), new Style({ image: new Dot({ radius: 4, fill: new Fill({ color: '#ffffff' }), stroke: new Stroke({ color: '#0a6cb8', width: 2 }) }), geometry: corners })];
function corners(f: unknown): Point | LineString | undefined { const g = (f as Feature).getGeometry(); return g instanceof Polygon ? new LineString(g.getCoordinates().flat()) : undefined; }
const FAULT: Readonly<Record<'error' | 'warning' | 'old', Style>> = {
  error: new Style({ stroke: new Stroke({ color: '#a3211b', width: 3 }), fill: new Fill({ color: 'rgb(163 33 27 / 28%)' }), image: new Dot({ radius: 7, stroke: new Stroke({ color: '#a3211b', width: 3 }), fill: new Fill({ color: '#ffffff' }) }) }),
  warning: new Style({ stroke: new Stroke({ color: '#8a6100', width: 2, lineDash: [6, 4] }), fill: new Fill({ color: 'rgb(245 196 81 / 25%)' }), image: new Dot({ radius: 6, stroke: new Stroke({ color: '#8a6100', width: 2 }), fill: new Fill({ color: '#ffffff' }) }) }),
  old: new Style({ stroke: new Stroke({ color: '#56646d', width: 2, lineDash: [3, 4] }), image: new Dot({ radius: 5, stroke: new Stroke({ color: '#56646d', width: 2 }) }) }),
};

/** Drawing on the map of cells: corners are moved together with those of neighbours, new lines are attracted by old ones. What comes out is in stored degrees; corners that were not touched keep theirs to the last digit. */
export class CellEditor {
  readonly #cells = new VectorSource<Feature<Polygon>>();
  readonly #faults = new VectorSource();
  readonly #layers: VectorLayer[];
  #active: Interaction[] = [];
  /** Where a projected corner came from. */
  readonly #known = new Map<string, readonly [number, number]>();

  constructor(private readonly map: CellMap) {
    this.#layers = [new VectorLayer({ source: this.#cells, style: editStyle, zIndex: 20 }), new VectorLayer({ source: this.#faults, zIndex: 21 })];
    for (const layer of this.#layers) map.inner.addLayer(layer);
  }

  showFaults(faults: readonly CellFault[]): void {
    this.#faults.clear(true);
    this.#faults.addFeatures(faults.flatMap((f) => {
      const style = FAULT[f.old ? 'old' : f.level], shapes = [...(f.outline && f.outline.length > 2 ? [new Feature<Polygon | Point>(new Polygon([[...f.outline, f.outline[0] as [number, number]].map((p) => this.map.project(p))]))] : []), ...(f.at ? [new Feature<Polygon | Point>(new Point(this.map.project(f.at)))] : [])];
      for (const shape of shapes) shape.setStyle(style);
      return shapes;
    }));
  }

  /** Begins with a tool on these cells; `done` hears of what was drawn or, when corners were moved, of every cell that changed. */
  begin(tool: Tool, cells: readonly Drawn[], done: (drawn: readonly Drawn[] | readonly (readonly [number, number])[]) => void): void {
    this.end();
    if (tool === 'off') return;
    this.#known.clear();
    this.#cells.addFeatures(cells.map(({ code, rings }) => {
      const feature = new Feature(new Polygon(rings.map((ring) => ring.map((p) => { const to = this.map.project(p); this.#known.set(to.join(), p); return to; }))));
      feature.setId(code);
      return feature;
    }));
    if (tool !== 'modify') this.#layers[0]?.setVisible(false);
    const before = new Map(this.#cells.getFeatures().map((f) => [f.getId(), JSON.stringify(f.getGeometry()?.getCoordinates())]));
    const main = tool === 'modify' ? new Modify({ source: this.#cells, deleteCondition: (e) => altKeyOnly(e) && singleClick(e), pixelTolerance: 12 }) : new Draw({ type: tool === 'draw' ? 'Polygon' : 'LineString', stopClick: true });
    if (main instanceof Modify) main.on('modifyend', () => {
      const changed = this.#cells.getFeatures().filter((f) => JSON.stringify(f.getGeometry()?.getCoordinates()) !== before.get(f.getId()));
      for (const f of changed) before.set(f.getId(), JSON.stringify(f.getGeometry()?.getCoordinates()));
      if (changed.length > 0) done(changed.map((f) => ({ code: String(f.getId()), rings: this.#back(f.getGeometry()?.getCoordinates() ?? []) })));
    });
    else main.on('drawend', ({ feature }) => {
      const g = feature.getGeometry();
      if (g instanceof Polygon) done([{ code: '', rings: this.#back(g.getCoordinates()) }]);
      else if (g instanceof LineString) done(this.#back([g.getCoordinates()])[0] ?? []);
    });
    this.#active = [main, new Snap({ source: this.#cells, pixelTolerance: 12 })];
    for (const interaction of this.#active) this.map.inner.addInteraction(interaction);
  }
  end(): void {
    for (const interaction of this.#active) this.map.inner.removeInteraction(interaction);
    this.#active = [];
    this.#cells.clear(true);
    this.#layers[0]?.setVisible(true);
  }
  #back(rings: readonly (readonly (readonly number[])[])[]): (readonly [number, number])[][] { return rings.map((ring) => ring.map((p) => this.#known.get(p.slice(0, 2).join()) ?? rounded(this.map.unproject(p)))); }
}
