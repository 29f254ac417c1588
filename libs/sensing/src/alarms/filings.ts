import { remark } from '#contract';
import { fingerprint, type Filing } from '#intake';
import type { Directory, RuleBook } from '#directory';
import { gravity, SYSTEM, type CellId, type ClassId, type ConditionId, type Credit, type Place, type Reason, type ReportId, type Severity, type TriggerRule } from '#domain';
import { uuid } from '#platform';
import { NO_PICTURES } from '../pictures/pictures.js';
import { nameOf, type AlarmRecord } from './records.js';

/** How grave the catalogue says what a rule raises is. */
export function catalogueSeverity({ action: { classId, conditionId } }: TriggerRule, book: RuleBook): Severity {
  return (conditionId === null ? undefined : book.conditions.get(conditionId as ConditionId)?.severity) ?? book.classes.get(classId as ClassId)?.severity ?? 3;
}

export const reasonOf = (a: AlarmRecord, rule: TriggerRule): Reason => ({ code: 'rule-alarm', rule: rule.id, version: rule.version, ...rule.name, device: nameOf(a), value: a.value, unit: a.unit });

/** An alarm as something to open a case for, or to attach to one. Each opening of an alarm, and each case that it outlives, is one report, however often it is tried. */
export function filingOf(a: AlarmRecord, rule: TriggerRule, credit: Credit, who: Pick<Directory, 'book' | 'locate'>): Filing {
  const book = who.book(), place: Place | null = a.lon === null || a.lat === null ? null : { lon: a.lon, lat: a.lat, accuracy: null };
  const cell = (place === null ? null : who.locate(place)) ?? a.cell;
  const commandId = `alarm:${a.id}:${a.openings}:${a.case_id ?? ''}`, { photos, addresses, refused } = a.pictures ?? NO_PICTURES;
  const remarks = [...(addresses.length > 0 ? [remark('picture-elsewhere')] : []), ...(refused > 0 ? [remark('picture-refused', refused)] : [])];
  return {
    report: uuid() as ReportId, commandId, fingerprint: fingerprint({ commandId }), actor: SYSTEM, source: a.kind === 'camera' ? 'video-ai' : 'sensor', classId: rule.action.classId as ClassId, conditionId: rule.action.conditionId as ConditionId | null,
    severity: gravity(catalogueSeverity(rule, book), a.severity), place, cell, asset: a.asset, device: a.device, text: [`${nameOf(a)}：${rule.name.zh}`, ...addresses.map((address) => `图片地址（未下载）：${address}`)].join('\n'), capturedAt: Number(a.since), receivedAt: Number(a.opened_at), photos: [...photos], handled: null, sameAs: null, why: reasonOf(a, rule), remarks,
    correlate: rule.action.correlate, ...(credit.automation !== null && { automation: credit.automation }),
  };
}

/** What stands for a storm: no place, no device, the cell of whichever alarm came first; its members say the rest. */
export function stormFilingOf(storm: string, a: AlarmRecord, rule: TriggerRule, credit: Credit, who: Pick<Directory, 'book' | 'locate'>): Filing {
  const { correlate: _, ...own } = filingOf({ ...a, pictures: null }, rule, credit, who), book = who.book();
  const commandId = `storm:${storm}`;
  return { ...own, commandId, fingerprint: fingerprint({ commandId }), place: null, cell: own.cell as CellId | null, asset: null, device: null, text: `${book.classes.get(own.classId as ClassId)?.zh ?? rule.name.zh}集中报警` };
}
