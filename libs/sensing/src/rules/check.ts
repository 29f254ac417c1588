import type { TriggerRuleWish } from '#contract';
import type { RuleBook } from '#directory';
import type { ClassId, ConditionId } from '#domain';
import type { FieldFault } from '#platform';

/** What a rule names that is not there. `known`: the ids of all rules. */
export function misnamedIn(rule: TriggerRuleWish, book: Pick<RuleBook, 'classes' | 'conditions'>, known: ReadonlySet<string>): FieldFault[] {
  const faults: FieldFault[] = [], { classId, conditionId, inhibitedBy = [] } = rule.action;
  const fault = (pointer: string, message: string, zh: string): void => { faults.push({ pointer: `/rule${pointer}`, code: 'unknown-value', message, zh }); };
  if (!book.classes.has(classId as ClassId)) fault('/action/classId', 'is no class of the catalogue', '目录中没有这一类');
  else if (conditionId !== null && book.conditions.get(conditionId as ConditionId)?.classId !== classId) fault('/action/conditionId', 'is no condition of that class', '该类没有这一立案条件');
  if (rule.scope.kinds.length === 0) fault('/scope/kinds', 'names no kind of device', '没有指明设备类型');
  inhibitedBy.forEach((by, i) => { if (!known.has(by.rule) || by.rule === rule.id) fault(`/action/inhibitedBy/${i}/rule`, 'is no other rule', '没有这条规则'); });
  if (rule.condition.kind === 'composite') rule.condition.rules.forEach((id, i) => { if (!known.has(id) || id === rule.id) fault(`/condition/rules/${i}`, 'is no other rule', '没有这条规则'); });
  return faults;
}
