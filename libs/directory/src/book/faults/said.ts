import type { Kind } from '../content.js';

/** One fault of a rule book as data. `path` is a JSON pointer into the kind's content; `zh` and `en` say the same. */
export interface ContentFault {
  readonly kind: Kind;
  readonly path: string;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

const ring = (ids: readonly string[]): string => ids.join(' → ');

/** What may be wrong between the parts of a rule book, in both languages: Chinese, English. */
const SAID = {
  twice: (id: string) => [`${id} 重复出现`, `${id} stands twice`],
  'unknown-department': (id: string) => [`没有部门 ${id}`, `no department ${id} in the list of departments`],
  'nobody-works-there': (id: string) => [`${id} 是代号，没有人员`, `${id} is a symbol: nobody works in ${id}`],
  'outside-county': (code: string, county: string) => [`${code} 不在 ${county} 县域内`, `${code} does not lie in county ${county}`],
  'unknown-township': (code: string) => [`没有乡镇 ${code}`, `no township ${code}`],
  'two-governments': (code: string) => [`${code} 有两个政府`, `${code} has two governments`],
  'circle': (ids: readonly string[]) => [`首尾循环：${ring(ids)}`, `goes round in a circle: ${ring(ids)}`],
  'not-above': (id: string) => [`${id} 的层级不高于本部门`, `${id} does not stand on a higher level`],
  'still-staffed': (id: string, people: number) => [`没有部门 ${id}，但仍有 ${people} 人属于它`, `no department ${id}, yet ${people} people belong to it`],
  'symbol-missing': (id: string) => [`缺少代号 ${id}`, `the symbol ${id} is missing`],
  'code-and-kind': (id: string) => [`${id}：E 为事件，P 为部件`, `${id}: E is an incident, P an asset`],
  'code-and-major': (id: string, major: string) => [`${id} 属于大类 ${major}`, `${id} belongs to major ${major}`],
  'foreign-condition': (id: string, of: string) => [`${id} 不是 ${of} 的立案条件`, `${id} is no condition of ${of}`],
  'nobody-responsible': (id: string) => [`${id} 在权责清单中没有对应条目：无人负责`, `${id} has no line of its own in duty.json: nobody would be responsible`],
  'duty-gap': (id: string, from: string, to: string | null) => to === null ? [`${id} 自 ${from} 起无人负责`, `nobody is responsible for ${id} from ${from} on`] : [`${id} 在 ${from} 至 ${to} 之间无人负责`, `nobody is responsible for ${id} from ${from} to ${to}`],
  'unknown-class': (id: string) => [`目录中没有类别 ${id}`, `no class ${id} in the catalogue`],
  'unknown-condition': (id: string, of: string) => [`${of} 没有立案条件 ${id}`, `no condition ${id} of ${of}`],
  'unknown-area': (code: string) => [`区域 ${code} 不在任何乡镇内`, `area ${code} lies in none of the townships`],
  'later-than': (name: string) => [`须晚于 ${name}`, `must be later than \`${name}\``],
  'main-already': (id: string) => [`${id} 已是主办部门`, `${id} is the main department already`],
  'unfit-class': (prefix: string) => [`没有以 ${prefix} 开头的类别`, `no class begins with ${prefix}`],
  'unknown-rule': (id: string) => [`没有规则 ${id}`, `no rule ${id}`],
  'other-clock': (id: string, clock: string) => [`接续 ${id}，而它按时钟 ${clock} 计时`, `follows ${id}, which is on the clock ${clock}`],
  'nobody-acknowledges': (id: string) => [`没有人可以应答 ${id}`, `nobody may acknowledge ${id}`],
  'unknown-person': (id: string) => [`没有人员 ${id}`, `no person ${id}`],
  'other-department': (id: string, of: string) => [`${id} 不在部门 ${of}`, `${id} does not belong to ${of}`],
  'unknown-refusal': (code: string) => [`没有不予受理代码 ${code}`, `no refusal code ${code}`],
  'windows-overlap': () => ['工作时段须在当天内先后相接、互不重叠', 'windows must follow one another within the day'],
  'never-begins': (day: string) => [`${day} 之前没有任何作息时间`, `no working windows hold before ${day}`],
  'year-gap': (year: number) => [`公布年份不连续：缺 ${year} 年`, `the published years have a gap: ${year} is missing`],
  'day-not-published': (date: string) => [`${date} 所在年份未列入公布年份`, `the year of ${date} is not among the published ones`],
  'day-missing': (zh: string, en: string, year: number) => [`${year} 年已公布，却缺少${zh}的放假安排`, `${year} is published, but its days off for ${en} are missing`],
  'unit-of-work': () => ['须用工作时间单位', 'must be a unit of working time'],
  'unit-of-clock': (units: string) => [`须用不停表的单位：${units}`, `must be a unit that never stops: ${units}`],
  'not-a-hundred': (sum: number) => [`权重之和为 ${sum}，应为 100`, `the weights add up to ${sum}, not to 100`],
  'from-zero': () => ['须从 0 开始', 'must begin at 0'],
  'not-ascending': () => ['须大于前一档', 'must be above the step before'],
  'unknown-band': (id: string) => [`没有分档 ${id}`, `no band ${id}`],
  'unknown-scheme': (id: string) => [`没有评价方案 ${id}`, `no scheme ${id}`],
  'band-or-rate': () => ['有分母的不用分档，没有分母的须写明分档和口径', 'a rate has no band; a volume says its band and by what'],
  'other-group': (id: string, scheme: string) => [`${id} 在方案 ${scheme} 中已属另一组`, `${id} is in another group of ${scheme} already`],
  'area-differs-in-nothing': () => ['该区域没有写明任何不同之处', 'says nothing that differs'],
} as const satisfies Record<string, (...args: never[]) => readonly [string, string] | readonly string[]>;
export type FaultCode = keyof typeof SAID;

/** Writes faults of one kind down. */
export type Say = <C extends FaultCode>(kind: Kind, path: string, code: C, ...said: Parameters<(typeof SAID)[C]>) => void;

export function saying(into: ContentFault[]): Say {
  return (kind, path, code, ...said) => {
    const [zh = '', en = ''] = (SAID[code] as unknown as (...args: unknown[]) => readonly string[])(...said);
    into.push({ kind, path, code, zh, en });
  };
}

/** Every place at which an id stands that stood before. */
export function twice(ids: readonly string[], found: (index: number, id: string) => void): void {
  const seen = new Set<string>();
  ids.forEach((id, i) => { if (seen.has(id)) found(i, id); else seen.add(id); });
}

/** The way round from an entry over whatever it leans on, back to an entry met before; null when it ends. */
export function circle(from: string, next: (id: string) => string | undefined): readonly string[] | null {
  const seen = [from];
  for (let at = next(from); at !== undefined; at = next(at)) {
    if (seen.includes(at)) return [...seen, at];
    seen.push(at);
  }
  return null;
}
