import type { Provider } from '@nestjs/common';
import { RulesInForce } from '../rules/source.js';
import { AlarmRows } from './rows.js';
import { AlarmSeeker } from './seek.js';
import { StormWatch } from './storms.js';
import { Wanting } from './wanting.js';
import { CaseWatch } from './watch.js';
import { ALARM_WRITER, RULE_SOURCE } from './writer.js';

/** From transitions to alarms, from alarms to cases. SERIES_READINGS beside it lets series verify. */
export const alarmProviders: readonly Provider[] = [RulesInForce, { provide: RULE_SOURCE, useExisting: RulesInForce }, AlarmRows, { provide: ALARM_WRITER, useExisting: AlarmRows }, AlarmSeeker, CaseWatch, StormWatch, Wanting];
