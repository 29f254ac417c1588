import type { MapSettings } from '#contract';
import type { Light } from '#domain';
import { defaults as controls, ScaleLine } from 'ol/control.js';
import { createEmpty, extend as widen, getCenter, isEmpty } from 'ol/extent.js';
import Feature from 'ol/Feature.js';
import Circle from 'ol/geom/Circle.js';
import MultiLineString from 'ol/geom/MultiLineString.js';
import Point from 'ol/geom/Point.js';
import Polygon from 'ol/geom/Polygon.js';
import { defaults as interactions } from 'ol/interaction/defaults.js';
import type Interaction from 'ol/interaction/Interaction.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorImageLayer from 'ol/layer/VectorImage.js';
import OlMap from 'ol/Map.js';
import Overlay from 'ol/Overlay.js';
import { fromLonLat, toLonLat } from 'ol/proj.js';
import Cluster from 'ol/source/Cluster.js';
import VectorSource from 'ol/source/Vector.js';
import { Stroke, Style } from 'ol/style.js';
import View from 'ol/View.js';
import 'ol/ol.css';
import { watchEffect } from 'vue';
import { cellName, codeOf, type CellCollection } from '../book/places.js';
import { bordersOf } from './borders.js';
import { CellLook, GROUND, ownerStyle, townStyle } from './cell-look.js';
import { fromMap, toMap, type Datum } from './datum.js';
import { groundSettings } from './ground.js';
import { caseStyle, deviceStyle, loopStyle, meStyle, otherStyle, pointStyle, ringStyle, trackStyle } from './marks.js';
import type { Measure, MeasureStep } from './measure.js';
import { m } from './words.js';

export interface LonLat { readonly lon: number; readonly lat: number }
/** A case as a map draws it. */
export interface CasePoint extends LonLat { readonly id: string; readonly light: Light }
export interface DevicePoint extends LonLat { readonly id: string; readonly sign: string; readonly active: boolean }
/** What was clicked: the cases of one place or group, a device, or a cell. */
export type Hit = { readonly kind: 'cases'; readonly ids: readonly string[] } | { readonly kind: 'device'; readonly id: string } | { readonly kind: 'cell'; readonly code: string } | null;
/** West, south, east, north in stored degrees. */
export type Bounds = readonly [west: number, south: number, east: number, north: number];

/** Closer than these, in metres a pixel: township names are gone, devices are shown. */
const TOWNSHIPS = 12, DEVICES = 9;
/** Light tints that neighbours of different people take by turns; who it is is written. */
const TINTS = ['#dbeef3', '#f6ead2', '#e3ead8', '#ece3f3', '#f7e0dc', '#dfe6f5'];

interface Shown { readonly code: string; readonly rings: readonly (readonly (readonly number[])[])[] }

/** A map of our own cells; tiles lie under them only where the county has configured some. Everything drawn is WGS-84 and is moved to the tiles' datum here, at the edge. */
export class CellMap {
  readonly #map: OlMap;
  readonly #cells = new VectorSource<Feature<Polygon>>();
  readonly #borders = new VectorSource();
  readonly #towns = new VectorSource();
  readonly #marks = new VectorSource();
  readonly #points = new VectorSource<Feature<Point>>();
  readonly #devices = new VectorSource();
  readonly #owners = new VectorSource();
  readonly #track = new VectorSource();
  readonly #me = new VectorSource();
  readonly #cellLayer: VectorImageLayer<VectorSource<Feature<Polygon>>>;
  readonly #pulse: Overlay;
  readonly #sign = document.createElement('div');
  readonly #stops: (() => void)[] = [];
  readonly #redraws = new Map<string, () => void>();
  readonly #seen = new Map<string, Feature<Point>>();
  #datum: Datum = 'wgs84';
  #tiles: MapSettings['tiles'] = null;
  #lost = false;
  readonly #look = new CellLook();
  #loop: Interaction | null = null;
  #loops = 0;
  readonly #start: { readonly centre: LonLat; readonly zoom: number };

  constructor(target: HTMLElement, centre: LonLat, zoom = 16.5) {
    this.#start = { centre, zoom };
    this.#cellLayer = new VectorImageLayer({ source: this.#cells, style: (f, r) => this.#look.style(f as Feature<Polygon>, r), imageRatio: 1.4, zIndex: 1 });
    const point = document.createElement('span');
    point.className = 'map-pulse';
    point.setAttribute('aria-hidden', 'true');
    this.#pulse = new Overlay({ element: point, positioning: 'center-center', stopEvent: false });
    this.#map = new OlMap({
      target,
      controls: controls({ attribution: false, rotate: false, zoomOptions: { zoomInTipLabel: m('map.zoomIn'), zoomOutTipLabel: m('map.zoomOut') } }).extend([new ScaleLine({ minWidth: 60 })]),
      interactions: interactions({ altShiftDragRotate: false, pinchRotate: false, mouseWheelZoom: true }),
      overlays: [this.#pulse],
      layers: [
        this.#cellLayer,
        new VectorImageLayer({ source: this.#owners, style: ownerStyle, zIndex: 2, imageRatio: 1.4 }),
        new VectorImageLayer({ source: this.#borders, style: new Style({ stroke: new Stroke({ color: '#5d7f8b', width: 2.2 }) }), imageRatio: 1.4, zIndex: 3 }),
        new VectorLayer({ source: this.#towns, style: townStyle, minResolution: TOWNSHIPS, declutter: true, zIndex: 4 }),
        new VectorLayer({ source: this.#track, style: trackStyle, zIndex: 4 }),
        new VectorLayer({ source: this.#devices, style: (f) => deviceStyle(String(f.get('sign')), f.get('active') === true), maxResolution: DEVICES, zIndex: 5, updateWhileInteracting: false }),
        new VectorLayer({ source: new Cluster({ source: this.#points, distance: 44, minDistance: 26 }), style: pointStyle, zIndex: 6 }),
        new VectorLayer({ source: this.#marks, zIndex: 7 }),
        new VectorLayer({ source: this.#me, style: meStyle, zIndex: 8 }),
      ],
      view: new View({ center: this.#to(centre), zoom, maxZoom: 20, minZoom: 5 }),
    });
    this.#sign.className = 'map-ground ol-unselectable';
    target.append(this.#sign);
    this.#stops.push(watchEffect(() => this.#writeSign()));
    void groundSettings().then((settings) => { if (settings?.tiles) void this.showGround(settings.tiles); });
  }

  /** Puts tiles under everything. Where they are in another datum, all that is drawn moves with them, and the map says so. */
  async showGround(tiles: NonNullable<MapSettings['tiles']>): Promise<void> {
    const { groundLayers } = await import('./tiles.js'), centre = this.centre();
    this.#tiles = tiles;
    const layers = groundLayers(tiles, () => { this.#ground(false); }, () => { this.#ground(true); });
    for (const layer of layers) { layer.setZIndex(0); this.#map.addLayer(layer); }
    if (tiles.crs !== this.#datum) {
      this.#datum = tiles.crs;
      for (const redraw of this.#redraws.values()) redraw();
      this.moveTo(centre);
    }
    this.#ground(false);
  }
  /** What lies under the map: `null` nothing, else its datum; `lost` while tiles do not come. */
  get ground(): { readonly crs: Datum; readonly lost: boolean } | null { return this.#tiles && { crs: this.#datum, lost: this.#lost }; }
  #ground(lost: boolean): void {
    this.#lost = lost;
    const over = this.#tiles !== null && !lost;
    if (this.#look.over !== over) { this.#look.over = over; this.#cellLayer.changed(); }
    this.#writeSign();
  }
  #writeSign(): void {
    const tiles = this.#tiles;
    const said = [...(this.#lost ? [['chip chip-yellow', m('map.noGround')] as const] : []), ...(tiles?.crs === 'gcj02' ? [['chip', m('map.gcj')] as const] : []), ...(tiles && tiles.attribution !== '' ? [['by', tiles.attribution] as const] : [])];
    for (const [i, label] of [m('map.zoomIn'), m('map.zoomOut')].entries()) this.#sign.parentElement?.querySelectorAll('.ol-zoom button')[i]?.setAttribute('title', label);
    this.#sign.replaceChildren(...said.map(([name, text]) => { const span = document.createElement('span'); span.className = name; span.textContent = text; return span; }));
  }

  showCells(cells: CellCollection): void {
    this.#look.names = new Map(cells.features.map((f) => [codeOf(f), cellName(codeOf(f))]));
    this.#draw('cells', () => {
      this.#cells.clear(true);
      const shown = cells.features.map((f): Shown => ({ code: codeOf(f), rings: (f.geometry.type === 'Polygon' ? f.geometry.coordinates : []) as number[][][] }));
      this.#cells.addFeatures(shown.map(({ code, rings }) => {
        const feature = new Feature(new Polygon(rings.map((ring) => ring.map(([lon = 0, lat = 0]) => this.#to({ lon, lat })))));
        feature.setId(code);
        return feature;
      }));
      this.#borders.clear(true);
      if (shown.length > 1) this.#borders.addFeature(new Feature(new MultiLineString(bordersOf(shown).map((line) => line.map(([lon, lat]) => this.#to({ lon, lat }))))));
    });
  }
  /** Names of townships, by the first nine digits of their cells' codes; read from far away. */
  showTownships(names: readonly { readonly code: string; readonly name: string }[]): void {
    this.#draw('towns', () => {
      this.#towns.clear(true);
      for (const { code, name } of names) {
        const extent = this.#extentOf(this.#cells.getFeatures().filter((f) => String(f.getId()).startsWith(code)));
        if (!isEmpty(extent)) this.#towns.addFeature(new Feature({ geometry: new Point(getCenter(extent)), name }));
      }
    });
  }

  /** Colours the cells by a number of each; answers the steps, for a legend. The numbers stand in the cells from close by. `null` takes the colours away. */
  showMeasure(values: ReadonlyMap<string, number> | null, legend: Measure = { title: '' }): readonly MeasureStep[] {
    const steps = this.#look.measure(values, legend);
    this.#cellLayer.changed();
    return steps;
  }

  /** Whose cells are whose: a light tint, a line around them, and the name. */
  showOwners(owners: ReadonlyMap<string, { readonly id: string; readonly name: string }> | null): void {
    this.#draw('owners', () => {
      this.#owners.clear(true);
      if (owners === null) { this.#look.tints = null; this.#cellLayer.changed(); return; }
      const people = [...new Set([...owners.values()].map((o) => o.id))];
      this.#look.tints = new Map([...owners].map(([code, { id }]) => [code, TINTS[people.indexOf(id) % TINTS.length] ?? GROUND]));
      const largest = new Map<string, Feature<Polygon>>();
      for (const cell of this.#cells.getFeatures()) {
        const owner = owners.get(String(cell.getId())), known = owner && largest.get(owner.id);
        if (owner && (!known || (cell.getGeometry()?.getArea() ?? 0) > (known.getGeometry()?.getArea() ?? 0))) largest.set(owner.id, cell);
      }
      for (const { id, name } of new Map([...owners.values()].map((o) => [o.id, o])).values()) {
        const at = largest.get(id)?.getGeometry()?.getInteriorPoint();
        if (at) this.#owners.addFeature(new Feature({ geometry: new Point(at.getCoordinates().slice(0, 2)), name }));
      }
      this.#cellLayer.changed();
    });
  }

  /** All cases at once. Those that stay keep their marks. */
  showPoints(points: readonly CasePoint[]): void {
    this.#draw('points', () => {
      this.#points.clear(true);
      this.#seen.clear();
      this.#points.addFeatures(points.map((p) => this.#pointOf(p)));
    });
  }
  /** One case that has changed, moved, come or (null) gone. */
  patchPoint(id: string, point: CasePoint | null): void {
    const known = this.#seen.get(id);
    if (point === null) { if (known) { this.#points.removeFeature(known); this.#seen.delete(id); } return; }
    if (!known) { this.#points.addFeature(this.#pointOf(point)); return; }
    known.set('light', point.light, true);
    known.getGeometry()?.setCoordinates(this.#to(point));
  }
  #pointOf(p: CasePoint): Feature<Point> {
    const feature = new Feature(new Point(this.#to(p)));
    feature.setProperties({ id: p.id, light: p.light }, true);
    this.#seen.set(p.id, feature);
    return feature;
  }

  showDevices(devices: readonly DevicePoint[]): void {
    this.#draw('devices', () => {
      this.#devices.clear(true);
      this.#devices.addFeatures(devices.map((d) => new Feature({ geometry: new Point(this.#to(d)), device: d.id, sign: d.sign, active: d.active })));
    });
  }

  /** One case with the uncertainty of its position, and others around it. */
  showPlace(place: LonLat & { readonly accuracy: number | null }, others: readonly (LonLat & { readonly label: string })[] = []): void {
    this.#draw('place', () => {
      this.#marks.clear(true);
      const centre = this.#to(place);
      if (place.accuracy !== null && place.accuracy > 3) {
        const ring = new Feature(new Circle(centre, Math.min(place.accuracy, 2_000) / Math.cos((place.lat * Math.PI) / 180)));
        ring.setStyle(ringStyle);
        this.#marks.addFeature(ring);
      }
      for (const other of others) {
        const mark = new Feature({ geometry: new Point(this.#to(other)), title: other.label });
        mark.setStyle(otherStyle);
        this.#marks.addFeature(mark);
      }
      const mark = new Feature(new Point(centre));
      mark.setStyle(caseStyle);
      this.#marks.addFeature(mark);
    });
  }
  /** A way that was walked, in lines. */
  showTrack(lines: readonly (readonly LonLat[])[]): void {
    this.#draw('track', () => {
      this.#track.clear(true);
      if (lines.length > 0) this.#track.addFeature(new Feature(new MultiLineString(lines.map((line) => line.map((at) => this.#to(at))))));
    });
  }
  /** A ring that pulses around the chosen case. */
  showChosen(place: LonLat | null): void { this.#draw('chosen', () => this.#pulse.setPosition(place === null ? undefined : this.#to(place))); }
  showMe(place: LonLat | null): void {
    this.#draw('me', () => { this.#me.clear(true); if (place) this.#me.addFeature(new Feature(new Point(this.#to(place)))); });
  }
  /** The cell that is looked at. */
  chooseCell(code: string | null): void { this.#look.chosen = code; this.#cellLayer.changed(); }

  whenClicked(run: (hit: Hit) => void): void {
    this.#map.on('singleclick', ({ pixel, coordinate }) => {
      let hit: Hit = null;
      this.#map.forEachFeatureAtPixel(pixel, (feature) => {
        const group = feature.get('features') as Feature<Point>[] | undefined, device = feature.get('device') as string | undefined;
        if (group && group.length > 0) hit = { kind: 'cases', ids: group.map((f) => String(f.get('id'))) };
        else if (device !== undefined) hit = { kind: 'device', id: device };
        return hit !== null;
      }, { hitTolerance: 6, layerFilter: (layer) => (layer.getZIndex() ?? 0) >= 5 });
      const [cell] = hit === null ? this.#cells.getFeaturesAtCoordinate(coordinate) : [];
      run(hit ?? (cell ? { kind: 'cell', code: String(cell.getId()) } : null));
    });
  }
  /** Where the pointer is, in stored degrees. */
  whenPointed(run: (at: LonLat) => void): void { this.#map.on('pointermove', ({ coordinate, dragging }) => { if (!dragging) run(this.#from(coordinate)); }); }
  whenMoved(run: (centre: LonLat) => void): void { this.#map.on('moveend', () => run(this.centre())); }
  /** Lets the pointer, a pen or a finger draw a loop, once; answers the loop. Another call without `run` leaves it. */
  async drawLoop(run: ((ring: readonly LonLat[]) => void) | null): Promise<void> {
    if (this.#loop) this.#map.removeInteraction(this.#loop);
    this.#loop = null;
    const turn = ++this.#loops;
    if (run === null) return;
    const { default: Draw } = await import('ol/interaction/Draw.js');
    if (turn !== this.#loops) return;
    const draw = this.#loop = new Draw({ type: 'Polygon', freehand: true, style: loopStyle });
    this.#map.addInteraction(draw);
    draw.on('drawend', ({ feature }) => {
      const ring = (feature.getGeometry() as Polygon).getCoordinates()[0] ?? [];
      void this.drawLoop(null);
      run(ring.map((at) => this.#from(at)));
    });
  }

  /** Where all cells are seen; stays where it is when there are none. */
  fitCells(): void { this.#fit(this.#extentOf(this.#cells.getFeatures()), 17); }
  fitCell(code: string): void { const cell = this.#cells.getFeatureById(code); if (cell) this.#fit(this.#extentOf([cell as Feature<Polygon>]), 18); }
  fitPoints(): void { this.#fit(this.#extentOf(this.#points.getFeatures()), 16); }
  moveTo(to: LonLat, zoom?: number): void {
    const view = this.#map.getView();
    view.setCenter(this.#to(to));
    if (zoom !== undefined && (view.getZoom() ?? 0) < zoom) view.setZoom(zoom);
  }
  centre(): LonLat { return this.#from(this.#map.getView().getCenter() ?? [0, 0]); }
  bounds(): Bounds { return this.#boundsOf(this.#map.getView().calculateExtent(this.#map.getSize())); }
  /** Nobody, and nothing, has moved it since it was made. */
  get untouched(): boolean {
    const { lon, lat } = this.centre(), { centre, zoom } = this.#start;
    return Math.abs(lon - centre.lon) < 1e-5 && Math.abs(lat - centre.lat) < 1e-5 && Math.abs(this.zoom - zoom) < 1e-3;
  }
  /** Zoom and centre, to come back to. */
  get zoom(): number { return this.#map.getView().getZoom() ?? 0; }
  resize(): void { this.#map.updateSize(); }
  close(): void { for (const stop of this.#stops) stop(); this.#sign.remove(); this.#map.setTarget(undefined); this.#map.dispose(); }
  /** For the editor of cells, which draws on the same map. */
  get inner(): OlMap { return this.#map; }
  project = (at: readonly number[]): [number, number] => this.#to({ lon: at[0] ?? 0, lat: at[1] ?? 0 });
  unproject = (at: readonly number[]): [number, number] => { const { lon, lat } = this.#from(at); return [lon, lat]; };

  #draw(name: string, run: () => void): void { this.#redraws.set(name, run); run(); }
  #to({ lon, lat }: LonLat): [number, number] { const [x = 0, y = 0] = fromLonLat(toMap([lon, lat], this.#datum)); return [x, y]; }
  #from(at: readonly number[]): LonLat { const [x = 0, y = 0] = toLonLat([at[0] ?? 0, at[1] ?? 0]), [lon, lat] = fromMap([x, y], this.#datum); return { lon, lat }; }
  #boundsOf(extent: readonly number[]): Bounds { const sw = this.#from(extent.slice(0, 2)), ne = this.#from(extent.slice(2)); return [sw.lon, sw.lat, ne.lon, ne.lat]; }
  #extentOf(features: readonly Feature[]): number[] { return features.reduce((sum, f) => { const g = f.getGeometry(); return g ? widen(sum, g.getExtent()) : sum; }, createEmpty()); }
  #fit(extent: number[], maxZoom: number): void { if (!isEmpty(extent)) this.#map.getView().fit(extent, { padding: [28, 28, 28, 28], maxZoom }); }
}
