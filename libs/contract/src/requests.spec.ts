import type { z } from 'zod';
import { caseQuerySchema, figuresQuerySchema, ratingSchema, reportSchema, signalSchema } from './requests.js';
import { PROBLEM_CODES, STATUS } from './problem.js';
import { ROUTES } from './routes.js';
import { cellId, classId, conditionId, departmentId, instant } from './values.js';

const faults = (schema: z.ZodType, value: unknown): string[] => (schema.safeParse(value).error?.issues ?? []).flatMap((i) => (i.code === 'unrecognized_keys' ? i.keys : [i.path.join('.')]));
const NOW = Date.UTC(2026, 10, 24);

describe('a report', () => {
  it('may say next to nothing', () => {
    expect(reportSchema.parse({})).toEqual({ classId: null, conditionId: null, photos: [], source: 'grid-member' });
  });

  it.each<[string, object, string]>([
    ['a position at 0/0', { position: { lon: 0, lat: 0 } }, 'position.lon'], ['latitude and longitude exchanged beyond the poles', { position: { lon: 25.3, lat: 101.5 } }, 'position.lat'], ['a position that is not a number', { position: { lon: 'east', lat: 25 } }, 'position.lon'],
    ['another coordinate system', { position: { lon: 101.5, lat: 25.3, crs: 'bd09' } }, 'position.crs'], ['a time in seconds', { capturedAt: NOW / 1000 }, 'capturedAt'], ['a time in microseconds', { capturedAt: NOW * 1000 }, 'capturedAt'],
    ['an unknown member', { positon: {} }, 'positon'], ['a class by name', { classId: '暴露垃圾' }, 'classId'], ['a hash of something else', { photos: ['abc'] }, 'photos.0'], ['a hundred photos', { photos: Array(100).fill('a'.repeat(64)) }, 'photos'],
    ['100 kB of text', { text: 'x'.repeat(100_000) }, 'text'], ['a thing put right without a word', { handled: { before: [], after: [] } }, 'handled.note'],
    ['a thing put right by a photo’s name', { handled: { note: 'x', after: ['after.jpg'] } }, 'handled.after.0'], ['a thing put right by somebody', { handled: { note: 'x', by: 'gm-101' } }, 'by'], ['a case that is no id', { sameAs: 'MD20261124-000001' }, 'sameAs'],
  ])('is refused with %s', (_, body, where) => expect(faults(reportSchema, body)).toEqual([where]));

  it('takes numbers as a multipart body or a query writes them', () => {
    expect(reportSchema.parse({ position: { lon: '101.54', lat: '25.31', accuracy: '12' } }).position).toEqual({ lon: 101.54, lat: 25.31, accuracy: 12, crs: 'wgs84' });
    expect(faults(reportSchema, { position: { lon: '', lat: '25.31' } })).toEqual(['position.lon']);
  });

  it('near the equator or the meridian is still a place', () => {
    expect(faults(reportSchema, { position: { lon: 0, lat: 51.48 } })).toEqual([]);
    expect(faults(reportSchema, { position: { lon: 6.6, lat: 0 } })).toEqual([]);
  });
});

describe('a mark', () => {
  it('is one to five, in whole numbers, with or without a word', () => {
    for (const score of [1, 2, 3, 4, 5]) expect(faults(ratingSchema, { score })).toEqual([]);
    expect(faults(ratingSchema, { score: 5, text: 'well done' })).toEqual([]);
    for (const score of [0, 6, 4.5, -1, '5', null, undefined]) expect(faults(ratingSchema, { score })).toEqual(['score']);
    for (const text of ['', ' ', 'a\u0000', 'x'.repeat(501), 1]) expect(faults(ratingSchema, { score: 5, text })).toEqual(['text']);
  });
});

describe('a signal', () => {
  const signal = { messageId: 'm-1', classId: 'P0101', observedAt: NOW };
  it('needs a message id, a class and a time', () => {
    expect(faults(signalSchema, signal)).toEqual([]);
    expect(faults(signalSchema, {}).sort()).toEqual(['classId', 'messageId', 'observedAt']);
    expect(faults(signalSchema, { ...signal, confidence: 1.2 })).toEqual(['confidence']);
  });
});

describe('a query', () => {
  it('reads lists, numbers and defaults from text', () => {
    expect(caseQuerySchema.parse({ stage: 'triage,dispatch', severity: '1,2', limit: '20', q: ' 垃圾 ' })).toEqual({ stage: ['triage', 'dispatch'], severity: [1, 2], limit: 20, q: '垃圾', sort: 'urgent', count: 'none' });
  });

  it.each([[{ stage: 'trlage' }, 'stage.0'], [{ limit: '0' }, 'limit'], [{ limit: '201' }, 'limit'], [{ limit: 'many' }, 'limit'], [{ severity: '5' }, 'severity.0'], [{ open: 'yes' }, 'open'], [{ offset: '10' }, 'offset'], [{ sort: 'random' }, 'sort']])('refuses %j', (query, where) => {
    expect(faults(caseQuerySchema, query)).toEqual([where]);
  });

  it('asks figures for local dates', () => {
    expect(faults(figuresQuerySchema, { from: '2026-11-01', to: '2026-11-30' })).toEqual([]);
    expect(faults(figuresQuerySchema, { from: '2026-02-30', to: '11/30/2026' })).toEqual(['from', 'to']);
  });
});

describe('the small values', () => {
  it.each<[z.ZodType, readonly string[], readonly unknown[]]>([
    [classId, ['E0110', 'P0123'], ['0110', 'e0110', 'E110', 'E01100', 110]], [conditionId, ['E0110-1', 'P0123-12'], ['E0110', 'E0110-', 'E0110-123']],
    [departmentId, ['SAN', 'UM', 'TWN-101'], ['S', 'san', 'TWN-1', 'TWN-1011']], [cellId, ['532323100001001'], ['53232310000100', '5323231000010012', 532323100001001]],
  ])('%# take what fits and nothing else', (schema, good, bad) => {
    for (const value of good) expect(faults(schema, value)).toEqual([]);
    for (const value of bad) expect(faults(schema, value)).toEqual(['']);
  });

  it('instants are milliseconds of this age', () => {
    expect(faults(instant, NOW)).toEqual([]);
    for (const bad of [0, -1, NOW / 1000, NOW + 0.5, Number.MAX_SAFE_INTEGER, '2026-11-24', null]) expect(faults(instant, bad)).toEqual(['']);
  });
});

describe('the table of routes', () => {
  it('has each method and path once, and names its parameters', () => {
    const seen = Object.values(ROUTES).map((r) => `${r.method} ${r.path}`);
    expect(new Set(seen).size).toBe(seen.length);
    for (const route of Object.values(ROUTES)) {
      const named = [...route.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
      expect(Object.keys('params' in route ? route.params.shape : {})).toEqual(named);
    }
  });

  it('answers every problem with a status that says whose fault it is', () => {
    for (const code of PROBLEM_CODES) { expect(STATUS[code]).toBeGreaterThanOrEqual(400); expect(STATUS[code]).toBeLessThan(600); }
    expect(PROBLEM_CODES.filter((code) => STATUS[code] >= 500)).toEqual(['unavailable', 'internal']);
  });
});
