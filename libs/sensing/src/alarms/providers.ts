import { CASE_ALARMS } from '#cases';
import { RULE_NAMES } from '#directory';
import type { Provider, Type } from '@nestjs/common';
import { PictureTaker } from '../pictures/take.js';
import { StoredHistory } from '../rules/history.js';
import { TriggerRulesController } from '../rules/rules.controller.js';
import { TriggerRules } from '../rules/rules.js';
import { RulesInForce } from '../rules/source.js';
import { Trials } from '../rules/trials.js';
import { RuleViews } from '../rules/views.js';
import { AlarmsController } from './alarms.controller.js';
import { AlarmJudgement } from './judgement.js';
import { AlarmRows } from './rows.js';
import { AlarmSeeker } from './seek.js';
import { StormCasesList } from './storm-cases.js';
import { StormWatch } from './storms.js';
import { AlarmViews } from './views.js';
import { Wanting } from './wanting.js';
import { CaseWatch } from './watch.js';
import { Suppressions } from './windows.js';
import { ALARM_WRITER, RULE_SOURCE } from './writer.js';

/** From transitions to alarms, from alarms to cases, and the rules behind them. SERIES_READINGS beside it lets series verify. */
export const alarmProviders: readonly Provider[] = [
  RulesInForce, { provide: RULE_SOURCE, useExisting: RulesInForce }, AlarmRows, { provide: ALARM_WRITER, useExisting: AlarmRows }, PictureTaker, AlarmSeeker, CaseWatch, StormWatch, Wanting, AlarmViews, { provide: CASE_ALARMS, useExisting: AlarmViews }, StormCasesList, AlarmJudgement, Suppressions, TriggerRules, Trials, RuleViews, { provide: RULE_NAMES, useExisting: RuleViews }, StoredHistory,
];
export const alarmControllers: Type[] = [AlarmsController, TriggerRulesController];
