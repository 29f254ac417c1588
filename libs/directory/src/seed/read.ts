import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pointInPolygon from 'point-in-polygon-hao';
import type { z } from 'zod';
import { KINDS, kinds, type Contents, type Kind } from '../book/content.js';
import { crossFaults, twice } from '../book/cross-faults.js';
import { allFaultsOf } from '../book/faults/schema.js';
import { contentHash } from '../book/publish.js';
import { mend } from '../formats/mend.js';
import { RulebookFaults, type RulebookFault } from './faults.js';
import { cellsFile, devicesFile, PARTS, peopleFile, type CellsFile, type DeviceEntry, type PersonEntry } from './files.js';

/** A rule book folder that has passed every check. */
export interface Rulebook {
  readonly contents: Contents;
  /** Local dates by kind. */
  readonly effectiveFrom: Readonly<Record<Kind, string>>;
  readonly cells: CellsFile['features'];
  readonly people: readonly PersonEntry[];
  /** None where the folder has no such file. */
  readonly devices: readonly DeviceEntry[];
  /** By file name. */
  readonly hashes: Readonly<Record<string, string>>;
}

/** Reads `catalogue.json`, `departments.json` … `cells.geojson`, `people.json` and, where there is one, `devices.json` of a folder. @throws RulebookFaults with everything that is wrong */
export async function readRulebook(folder: string): Promise<Rulebook> {
  const faults: RulebookFault[] = [];
  const hashes: Record<string, string> = {};
  const load = async <T>(file: string, schema: z.ZodType<T>, otherwise: (value: unknown, error: z.ZodError) => T | null = () => null): Promise<T | null> => {
    const value = await parse(join(folder, file), file, faults);
    if (value === undefined) return null;
    const checked = schema.safeParse(value, { reportInput: true });
    if (!checked.success) faults.push(...allFaultsOf(checked.error).map((f) => ({ file, ...f })));
    else hashes[file] = contentHash(checked.data);
    return checked.success ? checked.data : otherwise(value, checked.error);
  };
  const mended = new Map<Kind, readonly string[]>();
  const parts = await Promise.all(kinds.map(async (kind) => [kind, await load(`${kind}.json`, PARTS[kind], (value) => {
    const content = (value as { content?: unknown } | null)?.content, inner = KINDS[kind].safeParse(content);
    const whole = inner.success ? { content: inner.data, mended: [] } : mend(kind, content, inner.error, []);
    if (whole === null) return null;
    mended.set(kind, whole.mended);
    return { effectiveFrom: '', content: whole.content };
  })] as const));
  const cells = await load('cells.geojson', cellsFile);
  const people = await load('people.json', peopleFile), devices = existsSync(join(folder, 'devices.json')) ? await load('devices.json', devicesFile) : { devices: [] };
  if (parts.some(([, p]) => p === null)) throw new RulebookFaults(faults);
  const contents = Object.fromEntries(parts.map(([kind, p]) => [kind, p?.content])) as unknown as Contents;
  const staff = people === null ? null : new Map(people.people.map((p) => [p.id, p.department ?? null]));
  // What stands where something was put right to look further says nothing about the file.
  const real = crossFaults(contents, staff).filter((f) => !(mended.get(f.kind) ?? []).some((path) => f.path === path || f.path.startsWith(`${path}/`)));
  faults.push(...real.map(({ kind, path, ...said }) => ({ file: `${kind}.json`, path: `/content${path}`, ...said })));
  if (cells !== null) faults.push(...cellFaults(cells, contents), ...(people === null ? [] : peopleFaults(people.people, cells, contents)), ...(people === null || devices === null ? [] : deviceFaults(devices.devices, people.people, cells, contents)));
  if (faults.length > 0 || cells === null || people === null || devices === null) throw new RulebookFaults(faults);
  return { contents, effectiveFrom: Object.fromEntries(parts.map(([kind, p]) => [kind, p?.effectiveFrom])) as Record<Kind, string>, cells: cells.features, people: people.people, devices: devices.devices, hashes };
}

async function parse(path: string, file: string, faults: RulebookFault[]): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const said = error instanceof Error ? error.message : String(error);
    faults.push({ file, path: '', ...(missing ? { code: 'missing', zh: '缺少此文件', en: 'the file is missing' } : { code: 'malformed', zh: `无法读取：${said}`, en: said }) });
    return undefined;
  }
}

function cellFaults({ features }: CellsFile, { departments: { townships } }: Contents): RulebookFault[] {
  const faults: RulebookFault[] = [];
  const say = (i: number, path: string, code: string, zh: string, en: string): void => void faults.push({ file: 'cells.geojson', path: `/features/${i}${path}`, code, zh, en });
  const known = new Set(townships.map((t) => t.code));
  twice(features.map((f) => f.id), (i, id) => say(i, '/id', 'twice', `${id} 重复出现`, `${id} stands twice`));
  features.forEach((f, i) => {
    if (f.properties.code !== f.id) say(i, '/properties/code', 'other-id', '须与要素的 id 相同', 'must be the id of the feature');
    if (!known.has(f.id.slice(0, 9))) say(i, '/id', 'unknown-area', `${f.id} 不在任何乡镇内`, `${f.id} lies in none of the townships`);
  });
  return faults;
}

function peopleFaults(people: readonly PersonEntry[], { features }: CellsFile, { departments: { departments } }: Contents): RulebookFault[] {
  const faults: RulebookFault[] = [];
  const say = (i: number, path: string, code: string, zh: string, en: string): void => void faults.push({ file: 'people.json', path: `/people/${i}${path}`, code, zh, en });
  const staffed = new Set<string>(departments.filter((d) => d.kind !== 'symbol').map((d) => d.id));
  const areas = new Set(features.flatMap((f) => [f.id as string, f.id.slice(0, 12)]));
  twice(people.map((p) => p.id), (i, id) => say(i, '/id', 'twice', `${id} 重复出现`, `${id} stands twice`));
  people.forEach((p, i) => {
    if (p.department !== undefined && !staffed.has(p.department)) say(i, '/department', 'nobody-works-there', `${p.department} 没有人员`, `nobody works in ${p.department}`);
    if ((p.role === 'handler' || p.role === 'department-lead') && p.department === undefined) say(i, '/department', 'missing', '须写明所属部门', `a ${p.role} belongs to a department`);
    if (p.role !== 'grid-member' && p.main.length + p.backup.length > 0) say(i, '/main', 'not-a-member', '只有网格员才负责网格', 'only a grid member answers for cells');
    for (const kind of ['main', 'backup'] as const) p[kind].forEach((a, k) => { if (!areas.has(a)) say(i, `/${kind}/${k}`, 'unknown-area', `${a} 内没有网格`, `no cell lies in ${a}`); });
  });
  const mains = people.flatMap((p, i) => spread(p.main, features.map((f) => f.id)).map((cell) => ({ cell, i })));
  twice(mains.map((m) => m.cell), (k, cell) => say(mains[k]?.i ?? 0, '/main', 'two-mains', `${cell} 有两名主要责任人`, `${cell} has two main persons`));
  return faults;
}

function deviceFaults(devices: readonly DeviceEntry[], people: readonly PersonEntry[], { features }: CellsFile, { departments: { departments } }: Contents): RulebookFault[] {
  const faults: RulebookFault[] = [];
  const say = (i: number, path: string, code: string, zh: string, en: string): void => void faults.push({ file: 'devices.json', path: `/devices/${i}${path}`, code, zh, en });
  const owners = new Set<string>(departments.map((d) => d.id)), senders = new Set(people.filter((p) => p.role === 'device').map((p) => p.id)), gateways = new Set(devices.filter((d) => d.kind === 'gateway').map((d) => d.id));
  twice(devices.map((d) => d.id), (i, id) => say(i, '/id', 'twice', `${id} 重复出现`, `${id} stands twice`));
  devices.forEach((d, i) => {
    if (d.department !== undefined && !owners.has(d.department)) say(i, '/department', 'unknown-department', `没有部门 ${d.department}`, `no department ${d.department}`);
    if (d.account !== undefined && !senders.has(d.account)) say(i, '/account', 'unknown-account', `没有设备账号 ${d.account}`, `no device account ${d.account}`);
    if (d.gateway !== undefined && !gateways.has(d.gateway)) say(i, '/gateway', 'unknown-gateway', `没有网关 ${d.gateway}`, `no gateway ${d.gateway}`);
    if (!features.some((f) => pointInPolygon([d.lon, d.lat], f.geometry.coordinates) !== false)) say(i, '/lon', 'outside', '不在任何网格内', 'lies in no cell');
  });
  return faults;
}

/** The cells that lie in the areas. */
export const spread = (areas: readonly string[], cells: readonly string[]): string[] => {
  const asked = new Set(areas);
  return cells.filter((c) => asked.has(c) || asked.has(c.slice(0, 12)));
};
