import type { AlarmView } from '#contract';
import { SEVERITIES_OF_ALARMS, type AlarmSeverity } from '#domain';

export interface StormLine { readonly id: string; readonly n: number; readonly firing: number; readonly worst: AlarmSeverity }
/** A line of the list: an alarm, or a storm in the place of its newest one. */
export interface AlarmLine { readonly id: string; readonly alarm: AlarmView; readonly storm: StormLine | null }

const rank = (s: AlarmSeverity): number => SEVERITIES_OF_ALARMS.indexOf(s);
/** The alarms as lines; of a storm that has more than one here only the newest stays, and stands for all of them. */
export function grouped(alarms: readonly AlarmView[], group: boolean): readonly AlarmLine[] {
  const storms = new Map<string, AlarmView[]>();
  for (const a of alarms) if (group && a.storm !== null) storms.set(a.storm, [...(storms.get(a.storm) ?? []), a]);
  return alarms.flatMap((alarm): AlarmLine[] => {
    const members = alarm.storm === null ? undefined : storms.get(alarm.storm);
    if (alarm.storm === null || members === undefined || members.length < 2) return [{ id: alarm.id, alarm, storm: null }];
    if (members[0] !== alarm) return [];
    const worst = members.reduce<AlarmSeverity>((w, m) => (rank(m.worst) > rank(w) ? m.worst : w), 'notice');
    return [{ id: alarm.storm, alarm, storm: { id: alarm.storm, n: members.length, firing: members.filter((m) => m.clearedAt === null).length, worst } }];
  });
}
