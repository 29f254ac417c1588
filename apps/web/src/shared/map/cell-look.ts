import type Feature from 'ol/Feature.js';
import type Polygon from 'ol/geom/Polygon.js';
import { Fill, Stroke, Style, Text } from 'ol/style.js';
import { FONT, hatch } from './marks.js';
import { stepOf, stepsOf, type Measure, type MeasureStep } from './measure.js';

/** Closer than this, in metres a pixel, cells carry their names. */
const NAMED = 2.4;
export const GROUND = '#f7fafb';
const HALO = new Stroke({ color: 'rgb(255 255 255 / 85%)', width: 3 });

/** How the cells of one map are drawn: plain, in the tints of whose they are, or coloured by a number of each; by name from close by. */
export class CellLook {
  names: ReadonlyMap<string, string> = new Map();
  tints: ReadonlyMap<string, string> | null = null;
  chosen: string | null = null;
  /** Over tiles the cells are lines: the picture below is what one wants to see. */
  over = false;
  #steps: readonly MeasureStep[] = [];
  #values: ReadonlyMap<string, number> | null = null;
  #said: (value: number) => string = String;
  readonly #colored = new Map<MeasureStep, Style>();
  readonly #plain = new Map<string, Style>();

  /** Colours by a number from now on, which stands in the cells from close by; answers the steps. `null` takes the colours away. */
  measure(values: ReadonlyMap<string, number> | null, legend: Measure): readonly MeasureStep[] {
    this.#values = values;
    this.#steps = values === null ? [] : stepsOf([...values.values()], legend);
    this.#said = legend.format ?? String;
    this.#colored.clear();
    return this.#steps;
  }

  style(feature: Feature<Polygon>, resolution: number): Style {
    const code = String(feature.getId()), value = this.#values?.get(code), step = this.#values === null ? null : stepOf(value, this.#steps);
    const style = step !== null ? this.#coloredStyle(step) : this.#plainStyle(this.tints?.get(code) ?? (this.#values === null ? GROUND : '#ffffff'));
    const stroke = style.getStroke();
    const chosen = code === this.chosen;
    stroke?.setColor(chosen ? '#0a6cb8' : step ? '#7d9aa5' : '#a9c3cb');
    stroke?.setWidth(chosen ? 3.5 : 1);
    style.setZIndex(chosen ? 1 : 0);
    const number = step && value !== undefined && resolution < NAMED * 3.4 ? this.#said(value) : '';
    style.getText()?.setText(resolution < NAMED ? [this.names.get(code) ?? '', number].filter((s) => s !== '').join('\n') : number);
    return style;
  }
  #coloredStyle(step: MeasureStep): Style {
    let style = this.#colored.get(step);
    if (!style) this.#colored.set(step, style = cellStyle(step.hatched ? hatch(step.color, 'rgb(255 255 255 / 38%)') : step.color, step.ink, step.ink === '#ffffff' ? new Stroke({ color: step.color, width: 3 }) : HALO));
    return style;
  }
  #plainStyle(color: string): Style {
    const key = `${color} ${this.over}`;
    let style = this.#plain.get(key);
    if (!style) this.#plain.set(key, style = cellStyle(this.over ? (color === GROUND ? 'rgb(255 255 255 / 8%)' : `${color}99`) : color, '#4f6670', HALO));
    return style;
  }
}

const cellStyle = (color: string | CanvasPattern, ink: string, halo: Stroke): Style => new Style({
  fill: new Fill({ color }), stroke: new Stroke({ color: '#a9c3cb', width: 1 }), text: new Text({ font: `12px ${FONT}`, fill: new Fill({ color: ink }), stroke: halo, overflow: false }),
});

const named = (size: string, color: string): Style => new Style({ text: new Text({ font: `${size} ${FONT}`, fill: new Fill({ color }), stroke: new Stroke({ color: 'rgb(255 255 255 / 90%)', width: 4 }) }) });
const TOWN = named('600 13px', '#2f5563'), OWNER = named('600 12px', '#3d4d58');
/** The name of a township, over its cells. */
export const townStyle = (f: { get(name: string): unknown }): Style => { TOWN.getText()?.setText(String(f.get('name') ?? '')); return TOWN; };
/** The name of whoever answers for an area; below the cell's own name where that is shown. */
export const ownerStyle = (f: { get(name: string): unknown }, resolution: number): Style | undefined => { if (resolution > 9) return undefined; OWNER.getText()?.setText(String(f.get('name') ?? '')); OWNER.getText()?.setOffsetY(resolution < NAMED ? 22 : 0); return OWNER; };
