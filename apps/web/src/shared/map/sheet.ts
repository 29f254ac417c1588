import { defaults as controls, ScaleLine } from 'ol/control.js';
import { createEmpty, extend as widen, isEmpty } from 'ol/extent.js';
import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import Circle from 'ol/geom/Circle.js';
import Point from 'ol/geom/Point.js';
import { defaults as interactions } from 'ol/interaction.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorImageLayer from 'ol/layer/VectorImage.js';
import Map from 'ol/Map.js';
import { fromLonLat, toLonLat } from 'ol/proj.js';
import VectorSource from 'ol/source/Vector.js';
import { Circle as Dot, Fill, Stroke, Style, Text } from 'ol/style.js';
import View from 'ol/View.js';
import 'ol/ol.css';
import { cellName, codeOf, type CellCollection } from '../book/places.js';

export interface LonLat { readonly lon: number; readonly lat: number }
const FONT = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";
/** Closer than this, in metres a pixel, cells carry their names. */
const NAMED = 2.4;

const cellStyle = (feature: { get(name: string): unknown }, resolution: number): Style => new Style({
  fill: new Fill({ color: '#f7fafb' }),
  stroke: new Stroke({ color: '#a9c3cb', width: 1 }),
  ...(resolution < NAMED && { text: new Text({ text: String(feature.get('title') ?? ''), font: `12px ${FONT}`, fill: new Fill({ color: '#4f6670' }), stroke: new Stroke({ color: '#f7fafb', width: 3 }), overflow: false }) }),
});
const caseStyle = [
  new Style({ image: new Dot({ radius: 9, fill: new Fill({ color: '#ffffff' }), stroke: new Stroke({ color: 'rgb(20 33 42 / 30%)', width: 1 }) }) }),
  new Style({ image: new Dot({ radius: 6, fill: new Fill({ color: '#b3261e' }) }) }),
];
const ringStyle = new Style({ fill: new Fill({ color: 'rgb(10 108 184 / 10%)' }), stroke: new Stroke({ color: 'rgb(10 108 184 / 55%)', width: 1 }) });
const otherStyle = (feature: { get(name: string): unknown }): Style => new Style({ image: new Dot({ radius: 5, fill: new Fill({ color: '#174a8b' }), stroke: new Stroke({ color: '#fff', width: 2 }) }), text: new Text({ text: String(feature.get('title') ?? ''), font: `11px ${FONT}`, offsetY: -13, fill: new Fill({ color: '#174a8b' }), stroke: new Stroke({ color: '#fff', width: 3 }) }) });

/** A map of our own cells and nothing from outside: no tiles, no fonts, no service. */
export class CellMap {
  readonly #map: Map;
  readonly #cells = new VectorSource();
  readonly #marks = new VectorSource();

  constructor(target: HTMLElement, centre: LonLat, zoom = 16.5) {
    this.#map = new Map({
      target,
      controls: controls({ attribution: false, rotate: false }).extend([new ScaleLine({ minWidth: 60 })]),
      interactions: interactions({ altShiftDragRotate: false, pinchRotate: false, mouseWheelZoom: true }),
      layers: [new VectorImageLayer({ source: this.#cells, style: cellStyle, imageRatio: 1.4 }), new VectorLayer({ source: this.#marks })],
      view: new View({ center: fromLonLat([centre.lon, centre.lat]), zoom, maxZoom: 20, minZoom: 8 }),
    });
  }
  showCells(cells: CellCollection): void {
    this.#cells.clear(true);
    const features = new GeoJSON().readFeatures(cells, { featureProjection: 'EPSG:3857' });
    features.forEach((feature, i) => { const cell = cells.features[i]; if (cell) feature.set('title', cellName(codeOf(cell)), true); });
    this.#cells.addFeatures(features);
  }
  /** One case with the uncertainty of its position, and others around it. */
  showPlace(place: LonLat & { readonly accuracy: number | null }, others: readonly (LonLat & { readonly label: string })[] = []): void {
    this.#marks.clear(true);
    const centre = fromLonLat([place.lon, place.lat]);
    if (place.accuracy !== null && place.accuracy > 3) {
      const ring = new Feature(new Circle(centre, Math.min(place.accuracy, 2_000) / Math.cos((place.lat * Math.PI) / 180)));
      ring.setStyle(ringStyle);
      this.#marks.addFeature(ring);
    }
    for (const other of others) {
      const mark = new Feature({ geometry: new Point(fromLonLat([other.lon, other.lat])), title: other.label });
      mark.setStyle(otherStyle);
      this.#marks.addFeature(mark);
    }
    const mark = new Feature(new Point(centre));
    mark.setStyle(caseStyle);
    this.#marks.addFeature(mark);
  }
  /** Where all cells are seen; stays where it is when there are none. */
  fitCells(): void {
    const extent = this.#cells.getFeatures().reduce((sum, f) => { const g = f.getGeometry(); return g ? widen(sum, g.getExtent()) : sum; }, createEmpty());
    if (!isEmpty(extent)) this.#map.getView().fit(extent, { padding: [24, 24, 24, 24], maxZoom: 17 });
  }
  moveTo(to: LonLat): void { this.#map.getView().setCenter(fromLonLat([to.lon, to.lat])); }
  centre(): LonLat { const [lon = 0, lat = 0] = toLonLat(this.#map.getView().getCenter() ?? [0, 0]); return { lon, lat }; }
  whenMoved(run: (centre: LonLat) => void): void { this.#map.on('moveend', () => run(this.centre())); }
  resize(): void { this.#map.updateSize(); }
  close(): void { this.#map.setTarget(undefined); this.#map.dispose(); }
}
