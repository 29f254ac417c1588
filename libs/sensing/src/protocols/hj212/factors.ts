/**
 * Factors of HJ 212-2017 annex B (and the letters that HJ/T 212-2005 loggers still send): what is measured, and the unit where all loggers agree on it.
 * Null: practice differs (particles and gases come in µg/m³ or mg/m³, whatever the standard's table says), so the unit of the registered series counts. A factor that is not here keeps its code as its metric.
 */
export const FACTORS: Readonly<Record<string, readonly [metric: string, unit: string | null]>> = {
  a34004: ['pm25', null], PM25: ['pm25', null], a34002: ['pm10', null], PM10: ['pm10', null], a34001: ['tsp', null], TSP: ['tsp', null],
  a21026: ['so2', null], a21004: ['no2', null], a21002: ['nox', null], a21005: ['co', null], a05024: ['o3', null],
  a01001: ['temperature', 'Cel'], TEM: ['temperature', 'Cel'], a01002: ['humidity', '%'], RH: ['humidity', '%'], a01006: ['pressure', null], a01007: ['wind-speed', 'm/s'], WS: ['wind-speed', 'm/s'], a01008: ['wind-direction', 'deg'], WD: ['wind-direction', 'deg'],
  LA: ['noise', 'dB[SPL]'], Leq: ['noise-leq', 'dB[SPL]'], L10: ['noise-l10', 'dB[SPL]'], L50: ['noise-l50', 'dB[SPL]'], L90: ['noise-l90', 'dB[SPL]'], Ldn: ['noise-ldn', 'dB[SPL]'], Ld: ['noise-day', 'dB[SPL]'], Ln: ['noise-night', 'dB[SPL]'], NOIS: ['noise', 'dB[SPL]'],
  w01018: ['cod', 'mg/L'], w01019: ['codmn', 'mg/L'], '011': ['cod', 'mg/L'], w21003: ['ammonia-nitrogen', 'mg/L'], '060': ['ammonia-nitrogen', 'mg/L'], w21011: ['total-phosphorus', 'mg/L'], '101': ['total-phosphorus', 'mg/L'], w21001: ['total-nitrogen', 'mg/L'], '065': ['total-nitrogen', 'mg/L'],
  w01001: ['ph', '[pH]'], '001': ['ph', '[pH]'], w01010: ['water-temperature', 'Cel'], w01009: ['dissolved-oxygen', 'mg/L'], w01003: ['turbidity', '[NTU]'], w01014: ['conductivity', 'uS/cm'], w00000: ['flow', 'L/s'], B01: ['flow', 'L/s'],
};

/** Flags of a datum (HJ 212-2017 table 8, HJ/T 212-2005 table 5) as qualities. A letter that neither has is not trusted: `fault`. */
export const FLAGS = {
  N: 'good', F: 'fault', M: 'maintenance', S: 'manual', D: 'fault', C: 'calibration', T: 'range', B: 'communication', P: 'fault',
} as const;

/** Commands that carry data, and what of it: real-time values, or those of an interval, which are metrics of their own (`pm25.hour.avg`). */
export const DATA: Readonly<Record<string, string | null>> = { 2011: null, 2051: 'minute', 2061: 'hour', 2031: 'day' };
/** Answers and heartbeats of a logger: no readings, and nothing wrong with them. */
export const SILENT = new Set(['9011', '9012', '9013', '9014', '9015', '9021', '9022']);
