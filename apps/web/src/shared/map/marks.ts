import type { Light } from '#domain';
import type Feature from 'ol/Feature.js';
import type { FeatureLike } from 'ol/Feature.js';
import { Circle as Dot, Fill, RegularShape, Stroke, Style, Text } from 'ol/style.js';

export const FONT = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";
/** Worst first: a group of cases shows the worst light in it. */
const BY_URGENCY: readonly Light[] = ['red', 'yellow', 'green', 'paused'];
const COLOR: Readonly<Record<Light, readonly [fill: string, ink: string]>> = { red: ['#a3211b', '#ffffff'], yellow: ['#f5c451', '#3a2800'], green: ['#1d7138', '#ffffff'], paused: ['#56646d', '#ffffff'] };
const WHITE = new Stroke({ color: '#ffffff', width: 2 });

/** A light is a shape as well: ■ red, ▲ yellow, ● green, ◆ standing still. */
function shape(light: Light, radius: number): Dot | RegularShape {
  const fill = new Fill({ color: COLOR[light][0] });
  switch (light) {
    case 'red': return new RegularShape({ points: 4, radius: radius * 1.25, angle: Math.PI / 4, fill, stroke: WHITE });
    case 'yellow': return new RegularShape({ points: 3, radius: radius * 1.5, fill, stroke: WHITE, displacement: [0, -radius * 0.2] });
    case 'green': return new Dot({ radius, fill, stroke: WHITE });
    case 'paused': return new RegularShape({ points: 4, radius: radius * 1.3, fill, stroke: WHITE });
  }
}

const kept = new Map<string, Style>();
function groupStyle(light: Light, count: number): Style {
  const text = count === 1 ? '' : count > 999 ? `${Math.floor(count / 100) / 10}k` : String(count), key = `${light} ${text}`;
  let style = kept.get(key);
  if (!style) {
    const radius = count === 1 ? 7 : 11 + Math.min(9, Math.log2(count));
    kept.set(key, style = new Style({
      image: shape(light, radius), zIndex: 4 - BY_URGENCY.indexOf(light),
      ...(text !== '' && { text: new Text({ text, font: `600 12px ${FONT}`, fill: new Fill({ color: COLOR[light][1] }), offsetY: light === 'yellow' ? 2 : 0.5 }) }),
    }));
  }
  return style;
}

/** A group of cases in its worst light. */
export function pointStyle(feature: { get(name: string): unknown }): Style {
  const group = feature.get('features') as readonly Feature[];
  let worst = BY_URGENCY.length - 1;
  for (const f of group) { const rank = BY_URGENCY.indexOf(f.get('light') as Light); if (rank < worst) worst = rank; if (worst === 0) break; }
  return groupStyle(BY_URGENCY[worst] ?? 'paused', group.length);
}

const devices = new Map<string, Style>();
/** A device: a small plate with the sign of its kind. */
export function deviceStyle(sign: string, active: boolean): Style {
  const key = `${sign} ${active}`;
  let style = devices.get(key);
  if (!style) devices.set(key, style = new Style({
    image: new RegularShape({ points: 4, radius: 12, angle: Math.PI / 4, fill: new Fill({ color: active ? '#f2f7ff' : '#eceff1' }), stroke: new Stroke({ color: active ? '#174a8b' : '#84929b', width: 1.5, ...(!active && { lineDash: [3, 2] }) }) }),
    text: new Text({ text: sign, font: `11px ${FONT}`, fill: new Fill({ color: active ? '#174a8b' : '#586772' }), offsetY: 0.5 }),
  }));
  return style;
}

export const caseStyle = [
  new Style({ image: new Dot({ radius: 9, fill: new Fill({ color: '#ffffff' }), stroke: new Stroke({ color: 'rgb(20 33 42 / 30%)', width: 1 }) }) }),
  new Style({ image: new Dot({ radius: 6, fill: new Fill({ color: '#b3261e' }) }) }),
];
export const ringStyle = new Style({ fill: new Fill({ color: 'rgb(10 108 184 / 10%)' }), stroke: new Stroke({ color: 'rgb(10 108 184 / 55%)', width: 1 }) });
export const trackStyle = [new Style({ stroke: new Stroke({ color: '#ffffff', width: 6 }) }), new Style({ stroke: new Stroke({ color: '#7a3ea8', width: 3, lineDash: [8, 6] }) })];
export const loopStyle = new Style({ fill: new Fill({ color: 'rgb(10 108 184 / 12%)' }), stroke: new Stroke({ color: '#0a6cb8', width: 2.5, lineDash: [6, 4] }) });
export const meStyle = new Style({ image: new Dot({ radius: 7, fill: new Fill({ color: '#0a6cb8' }), stroke: new Stroke({ color: '#ffffff', width: 3 }) }), zIndex: 9 });
export const otherStyle = (feature: FeatureLike): Style => new Style({ image: new Dot({ radius: 5, fill: new Fill({ color: '#174a8b' }), stroke: WHITE }), text: new Text({ text: String(feature.get('title') ?? ''), font: `11px ${FONT}`, offsetY: -13, fill: new Fill({ color: '#174a8b' }), stroke: new Stroke({ color: '#fff', width: 3 }) }) });

/** Diagonal lines over a colour, for canvas fills. */
export function hatch(color: string, line: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const pen = tile.getContext('2d');
  if (!pen) return color;
  pen.fillStyle = color;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = line;
  pen.lineWidth = 1.4;
  pen.beginPath();
  for (const x of [-8, 0, 8]) { pen.moveTo(x, 8); pen.lineTo(x + 8, 0); }
  pen.stroke();
  return pen.createPattern(tile, 'repeat') ?? color;
}
