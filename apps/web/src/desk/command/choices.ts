import { label, limitText, type CaseView, type SentCommandType } from '#contract';
import { kindOf, SEVERITIES, type LimitUnit } from '#domain';
import { book, said } from '../../shared/book/book.js';
import { everybody } from '../../shared/book/people.js';
import { cellName, townshipName } from '../../shared/book/places.js';
import { departmentName, names, words } from '../../shared/book/words.js';
import { lang } from '../../shared/i18n/lang.js';
import { t } from '../words.js';
import { me } from '../../shared/session/session.js';
import { now } from '../../shared/time/now.js';
import { briefText } from '../../shared/time/words.js';
import type { Option } from '../../shared/ui/SearchSelect.vue';
import { possible, type Draft } from './draft.js';
import type { Field } from './fields.js';
import { tasksFor, type TaskView } from './targets.js';

export interface Choice { readonly value: string; readonly label: string; readonly hint?: string }

/** A task in a few words: what it is, whose, and what is asked. */
export const taskName = (task: TaskView): string => [said(task.title) ?? words.value.task[task.kind], task.department === null ? words.value.role['grid-member'] : departmentName(task.department)].join(' · ');

/** What stands in the list of a field that is searched. */
export function optionsOf(type: SentCommandType, field: Field, view: CaseView, draft: Draft): readonly Option[] {
  const b = book.value;
  switch (field.kind) {
    case 'class': return (b?.classes ?? []).map((c) => ({ value: c.id, label: said(c) ?? c.id, hint: c.id, group: `${said(c.major)}`, search: `${c.zh} ${c.en} ${said(c.major)}` }));
    case 'condition': return (b?.classOf.get(draft.picks['classId']?.[0] ?? '')?.conditions ?? []).map((c) => ({ value: c.id, label: said(c) ?? c.id, hint: limitText(c.limit.value, c.limit.unit as LimitUnit, lang.value) }));
    case 'department': case 'departments': return departments(type, field, view, draft);
    case 'person': return everybody().filter((p) => p.active && p.role === 'grid-member').map((p) => ({ value: p.id as string, label: p.name, hint: view.cell !== null && p.cells.includes(view.cell) ? t('assign.ownCell') : p.cells.map(cellName).slice(0, 2).join(t('list.separator')), search: p.id }))
      .sort((x, y) => Number(y.hint === t('assign.ownCell')) - Number(x.hint === t('assign.ownCell')));
    default: return [];
  }
}

/** Departments with what speaks for each; only those below for handing down, only co-departments for a share, never oneself to be called. */
function departments(type: SentCommandType, field: Field, view: CaseView, draft: Draft): readonly Option[] {
  const sure = new Map(view.candidates.map((c) => [c.department as string, c.confidence]));
  const fits = (id: string, superior: string | null): boolean =>
    field.name === 'joint' ? (draft.picks['coDepartments'] ?? []).includes(id) : field.name === 'coDepartments' ? draft.picks['department']?.[0] !== id : type === 'handDown' ? superior === view.department : type === 'whistle' || type === 'addTask' ? id !== view.department || draft.picks['kind']?.[0] !== 'joint' : true;
  const symbol = new Set(['TWN', 'OWN']);
  return (book.value?.departments ?? []).filter((d) => !symbol.has(d.id) && d.kind !== 'centre' && fits(d.id, d.superior) && !(type === 'whistle' && d.id === me.value?.department))
    .map((d) => ({ value: d.id as string, label: said(d) ?? d.id, hint: sure.has(d.id) ? t('command.candidate', { n: Math.round((sure.get(d.id) ?? 0) * 100) }) : words.value.level[d.level], search: `${d.zh} ${d.en} ${d.id}` }))
    .sort((x, y) => (sure.get(y.value) ?? -1) - (sure.get(x.value) ?? -1));
}

/** What stands side by side in a field with a few answers. */
export function choicesOf(type: SentCommandType, field: Field, view: CaseView): readonly Choice[] {
  const w = words.value;
  switch (field.kind) {
    case 'severity': return SEVERITIES.map((s) => ({ value: String(s), label: w.severity[s] }));
    case 'yesno': { const said: Readonly<Record<string, string>> = field.name === 'clean' ? w.clean : field.name === 'agree' ? w.agree : w.passed; return field.values.map((v) => ({ value: v, label: said[v] ?? v })); }
    case 'choice': { const said = wordsOf(type, field.name); return possible(type, field, view).map((v) => ({ value: v, label: said[v] ?? v })); }
    case 'task': return tasksFor(type, view).map((task) => ({ value: String(task.id), label: taskName(task), hint: [w.taskState[task.state], task.text].filter((x) => x !== '').join(' · ') }));
    case 'order': return view.orders.filter((o) => o.reply === null).map((o) => ({ value: String(o.id), label: o.demand, ...(o.dueAt !== null && { hint: t('light.due', { at: briefText(o.dueAt, now.value) }) }) }));
    case 'rule': return alertsFor(view).map((a) => ({ value: a.rule, label: t('alert.face', { clock: w.clock[kindOf(a.clock)], n: a.level }), hint: `${names.rule(a.rule)} · ${briefText(a.at, now.value)}` }));
    case 'refusal': return (book.value?.refusals ?? []).map((r) => ({ value: r.code, label: said(r) ?? r.code }));
    case 'area': return areas(view);
    default: return [];
  }
}
function wordsOf(type: SentCommandType, name: string): Readonly<Record<string, string>> {
  const w = words.value;
  if (name === 'verdict') return w.verdict;
  if (name === 'ground') return w.suspensionGround;
  return type === 'propose' ? w.proposal : type === 'addTask' ? w.task : w.request;
}

/** The alerts that wait for somebody of this person's role. */
export const alertsFor = (view: CaseView): CaseView['alerts'] => view.alerts.filter((a) => a.acknowledged === null && me.value !== null && a.by.includes(me.value.role));

/** How far a ruling shall reach: this case only, or a line of the duty list for the case's own area or a wider one. */
function areas(view: CaseView): readonly Choice[] {
  const county = book.value?.county, cell = view.cell;
  return [
    { value: '', label: t('area.none') },
    ...(cell === null ? [] : [
      { value: cell as string, label: t('area.cell', { name: cellName(cell) }), hint: cell as string }, { value: cell.slice(0, 12), label: t('area.community'), hint: cell.slice(0, 12) },
      { value: cell.slice(0, 9), label: townshipName(cell) || t('area.township'), hint: cell.slice(0, 9) },
    ]),
    { value: '*', label: t('area.everywhere', { county: said(county) ?? '' }), hint: '*' },
  ];
}

/** The label and the hint of a field; "optional" stands beside the label already. */
export function faceOf(type: SentCommandType, field: Field): { readonly label: string; readonly hint: string | null } {
  const face = (label(lang.value).field[type] as Readonly<Record<string, { label: string; hint?: string }>>)[field.name] ?? { label: field.name };
  const hint = (face.hint ?? '').replace(/(^|[;；,，、]\s*)(选填|optional)([,，、;；]\s*|$)/i, '$1').replace(/^[;；,，、]\s*|[;；,，、]\s*$/g, '');
  return { label: face.label, hint: hint === '' ? null : hint.charAt(0).toUpperCase() + hint.slice(1) };
}
