/**
 * Units as senders write them, in UCUM (ucum.org): dimension, and how a value becomes the dimension's first unit: value × factor + offset.
 * Names beside UCUM's: UN/CEFACT codes (NGSI `unitCode`), SenML's (RFC 8428 12.1, RFC 8798), and what Chinese devices print. What is not here is refused, never guessed:
 * `M` is no unit (metre or minute), and mg/m³ does not become ppm, which would need a temperature.
 */
type Unit = readonly [dimension: string, factor: number, offset?: number];
const TABLE: readonly (readonly [names: string, unit: Unit])[] = [
  ['m MTR 米', ['length', 1]], ['cm CMT 厘米 公分', ['length', 0.01]], ['mm MMT 毫米', ['length', 0.001]], ['km KMT 千米 公里', ['length', 1000]], ['[in_i] in INH inch', ['length', 0.0254]], ['[ft_i] ft FOT', ['length', 0.3048]],
  ['Cel °C degC CEL ℃ 摄氏度', ['temperature', 1]], ['K KEL', ['temperature', 1, -273.15]], ['[degF] °F degF FAH ℉', ['temperature', 5 / 9, -160 / 9]],
  ['% P1 %RH 百分比', ['share', 1]], ['1 C62 / ratio', ['share', 100]], ['[ppth] ‰', ['share', 0.1]],
  ['deg ° DD 度 degree degrees', ['angle', 1]], ['rad C81', ['angle', 180 / Math.PI]],
  ['Pa PAL', ['pressure', 1]], ['hPa A97 mbar MBR 百帕', ['pressure', 100]], ['kPa KPA 千帕', ['pressure', 1000]], ['MPa MPA 兆帕', ['pressure', 1_000_000]], ['bar BAR', ['pressure', 100_000]], ['mm[Hg] mmHg HN', ['pressure', 133.322387415]],
  ['mg/m3 mg/m³ mg/m^3 GP 毫克/立方米', ['mass-concentration-air', 1]], ['ug/m3 μg/m3 µg/m3 μg/m³ µg/m³ ug/m³ ug/m^3 GQ 微克/立方米', ['mass-concentration-air', 0.001]], ['g/m3 g/m³ A93', ['mass-concentration-air', 1000]],
  ['mg/L mg/l M1 毫克/升', ['mass-concentration-water', 1]], ['ug/L μg/L µg/L ug/l H29', ['mass-concentration-water', 0.001]], ['g/L g/l GL', ['mass-concentration-water', 1000]],
  ['[ppm] ppm 59', ['volume-share', 1]], ['[ppb] ppb 61', ['volume-share', 0.001]], ['[LEL] %LEL LEL', ['explosive-limit', 1]],
  ['dB[SPL] dB dB(A) dBA 2N 分贝', ['sound', 1]],
  ['m/s MTS 米/秒', ['speed', 1]], ['km/h KMH 千米/小时', ['speed', 1 / 3.6]], ['cm/s 2M', ['speed', 0.01]],
  ['m3/s m³/s MQS 立方米/秒', ['flow', 1]], ['m3/h m³/h MQH 立方米/小时', ['flow', 1 / 3600]], ['L/s l/s G51 升/秒', ['flow', 0.001]], ['L/min l/min L2', ['flow', 0.001 / 60]],
  ['mm/h H67 毫米/小时', ['rain-rate', 1]], ['mm/min', ['rain-rate', 60]],
  ['V VLT 伏', ['voltage', 1]], ['mV 2Z', ['voltage', 0.001]], ['kV KVT', ['voltage', 1000]], ['A AMP 安', ['current', 1]], ['mA 4K', ['current', 0.001]],
  ['W WTT 瓦', ['power', 1]], ['kW KWT 千瓦', ['power', 1000]], ['kW.h kWh KWH 千瓦时', ['energy', 3.6e6]], ['J JOU', ['energy', 1]],
  ['[pH] pH Q30', ['acidity', 1]], ['[NTU] NTU', ['turbidity', 1]], ['uS/cm μS/cm µS/cm G42', ['conductivity', 1]], ['mS/cm H61', ['conductivity', 1000]], ['S/m D10', ['conductivity', 10_000]],
  ['lx LUX 勒克斯', ['illuminance', 1]], ['W/m2 W/m² D54', ['irradiance', 1]], ['s SEC 秒', ['time', 1]], ['min MIN 分钟', ['time', 60]], ['h HUR 小时', ['time', 3600]],
  ['g GRM 克', ['mass', 1]], ['kg KGM 千克', ['mass', 1000]], ['t TNE 吨', ['mass', 1_000_000]], ['L l LTR 升', ['volume', 0.001]], ['m3 m³ MTQ 立方米', ['volume', 1]],
  ['dBm DBM', ['radio', 1]], ['{count} count NAR 个', ['count', 1]], ['{flag} flag bool', ['flag', 1]],
];
const UNITS = new Map<string, Unit>(TABLE.flatMap(([names, unit]) => names.split(' ').map((name) => [name, unit] as const)));
const CANONICAL = new Map(TABLE.map(([names]) => names.split(' ')).flatMap((names) => names.map((name) => [name, names[0] ?? name] as const)));

/** How a value of one unit becomes one of another: value × factor + offset. */
export interface Conversion { readonly factor: number; readonly offset: number }

/** Null: one of the two is unknown, or they measure different things. The same text converts to itself, whether it is known or not. */
export function conversionOf(from: string, to: string): Conversion | null {
  if (from === to) return { factor: 1, offset: 0 };
  const [a, b] = [UNITS.get(from), UNITS.get(to)];
  if (a === undefined || b === undefined || a[0] !== b[0]) return null;
  return { factor: a[1] / b[1], offset: ((a[2] ?? 0) - (b[2] ?? 0)) / b[1] };
}

/** The UCUM name of a unit however a sender writes it; null: unknown. */
export const ucumOf = (name: string): string | null => CANONICAL.get(name) ?? null;
