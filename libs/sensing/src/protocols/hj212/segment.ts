import { readingDetail } from '#contract';
import type { Quality } from '#domain';
import { compactMoment } from '../moment.js';
import { Parts } from '../parts.js';
import type { Decoded } from '../sample.js';
import { DATA, FACTORS, FLAGS, SILENT } from './factors.js';

/** The head of a data segment (HJ 212-2017 table 3); what a logger leaves out is ''. */
export interface Head { readonly qn: string; readonly st: string; readonly cn: string; readonly pw: string; readonly mn: string; /** Bit 0: an answer is asked for. */ readonly flag: number; /** Parts of one packet that came apart, and which this is. */ readonly pnum: string; readonly pno: string }

const gb18030 = new TextDecoder('gb18030', { fatal: true });

/** Head and data of a segment; null: it has none of `CP=&&…&&`. */
export function readSegment(segment: Uint8Array): { readonly head: Head; readonly data: string } | null {
  let text: string;
  try {
    text = gb18030.decode(segment);
  } catch {
    return null;
  }
  const from = text.indexOf('CP=&&'), to = text.lastIndexOf('&&');
  if (from < 0 || to < from + 5) return null;
  const said = new Map(text.slice(0, from).split(';').map((pair) => { const [name = '', ...value] = pair.split('='); return [name.trim().toUpperCase(), value.join('=').trim()] as const; }));
  const of = (name: string): string => said.get(name) ?? '', flag = Number(of('FLAG'));
  return { head: { qn: of('QN'), st: of('ST'), cn: of('CN'), pw: of('PW'), mn: of('MN'), flag: Number.isInteger(flag) && flag >= 0 && flag < 256 ? flag : 0, pnum: of('PNUM'), pno: of('PNO') }, data: text.slice(from + 5, to) };
}

const KINDS: Readonly<Record<string, string>> = { RTD: '', AVG: '.avg', MIN: '.min', MAX: '.max', COU: '.sum', ZSRTD: '.converted', ZSAVG: '.converted.avg', ZSMIN: '.converted.min', ZSMAX: '.converted.max', DATA: '', DAYDATA: '.day', NIGHTDATA: '.night' };
/** Said of a datum beside its value. */
const ABOUT = new Set(['FLAG', 'EFLAG', 'SAMPLETIME']);
/** Said of the packet, not measured. */
const PACKET = new Set(['DATATIME', 'BEGINTIME', 'ENDTIME', 'POLID', 'PNO', 'PNUM', 'PTYPE', 'QN', 'MN', 'FLAG', 'RESTARTTIME', 'SYSTEMTIME']);

/** A data segment as samples: the logger's MN is the device, the factor the metric, its flag the quality, DataTime (Beijing time) the time. MN, CN and DataTime make a resent one recognisable. */
export function decodeSegment(segment: Uint8Array): Decoded {
  const parts = new Parts(), read = readSegment(segment);
  if (read === null) { parts.refuse('shape', '', 'no-segment', segment); return parts; }
  const { head, data } = read;
  if (head.mn === '') parts.refuse('shape', 'MN', 'no-logger', segment);
  else if (SILENT.has(head.cn)) return parts;
  else if (!Object.hasOwn(DATA, head.cn)) parts.refuse('unsupported', 'CN', head.cn === '' ? 'no-command' : readingDetail('command-unread', { said: head.cn }), segment);
  else items(parts, head, data, segment);
  return parts;
}

interface Datum { readonly values: [kind: string, value: string, key: string][]; flag: string | null; sampled: string | null }

function items(parts: Parts, { mn, cn }: Head, data: string, segment: Uint8Array): void {
  const factors = new Map<string, Datum>();
  let time: string | undefined;
  for (const pair of data.split(/[;,]/)) {
    if (pair.trim() === '') continue;
    const equals = pair.indexOf('='), key = (equals < 0 ? pair : pair.slice(0, equals)).trim(), value = equals < 0 ? '' : pair.slice(equals + 1).trim(), dash = key.lastIndexOf('-');
    if (dash < 0 && PACKET.has(key.toUpperCase())) { if (key.toUpperCase() === 'DATATIME') time = value; continue; }
    const factor = key.slice(0, Math.max(0, dash)), kind = key.slice(dash + 1).toUpperCase();
    if (equals < 0 || factor === '' || !(Object.hasOwn(KINDS, kind) || ABOUT.has(kind))) { parts.refuse('shape', key.slice(0, 100), 'no-factor', pair); continue; }
    const datum = factors.get(factor) ?? { values: [], flag: null, sampled: null };
    factors.set(factor, datum);
    if (kind === 'FLAG') datum.flag = value;
    else if (kind === 'SAMPLETIME') datum.sampled = value;
    else if (kind !== 'EFLAG') datum.values.push([kind, value, key]);
  }
  for (const [factor, { values, flag, sampled }] of factors) {
    const [name, unit] = (Object.hasOwn(FACTORS, factor) ? FACTORS[factor] : undefined) ?? [factor, null], when = sampled ?? time, at = when === undefined ? undefined : compactMoment(when), quality = qualityOf(flag);
    for (const [kind, value, key] of values) {
      const metric = [name, DATA[cn] ?? ''].filter((word) => word !== '').join('.') + (KINDS[kind] ?? '');
      parts.take(key, { device: mn, metric, value, unit, at, ...(quality !== 'good' && { quality }), key: when === undefined ? null : `hj212:${mn}:${cn}:${when}:${metric}` }, value === '' ? segment : `${key}=${value}`);
    }
    if (values.length === 0) parts.refuse('value', factor, 'flag-alone', segment);
  }
  if (factors.size === 0) parts.refuse('shape', 'CP', 'no-reading', segment);
}

const qualityOf = (flag: string | null): Quality => (flag === null || flag === '' ? 'good' : Object.hasOwn(FLAGS, flag.toUpperCase()) ? FLAGS[flag.toUpperCase() as keyof typeof FLAGS] : 'fault');
