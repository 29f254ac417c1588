import { computed, type ComputedRef } from 'vue';
import { outbox, tasks, who, type CaseRow, type CommandItem } from '../engine/index.js';
import { byDue, jobsOf, type Job } from './work.js';

/** Steps after which the same person goes on with the same case. */
const STEPS: ReadonlySet<string> = new Set(['accept', 'arrive', 'acceptTask', 'arriveTask']);
const waiting = (id: string): readonly CommandItem[] => outbox.value.filter((i): i is CommandItem => i.kind === 'command' && i.case.id === id);

/** What ended a task here and is not with the server yet, or was refused by it. */
export const pendingOn = (id: string): CommandItem | undefined => waiting(id).find((i) => i.state === 'refused' || !STEPS.has(i.body.type));

/** The case as it will be when the steps that wait here have arrived: a whole case can be handled without a network. */
export function ahead<R extends CaseRow>(row: R): R {
  return waiting(row.id).filter((i) => i.state !== 'refused').reduce<R>((now, { body, at }) => {
    switch (body.type) {
      case 'accept': return { ...now, stage: 'handling', assignee: body.assignee };
      case 'arrive': return { ...now, arrivedAt: at };
      case 'acceptTask': return { ...now, tasks: now.tasks.map((p) => (p.id === body.task ? { ...p, state: 'doing' as const, assignee: body.assignee } : p)) };
      case 'arriveTask': return { ...now, tasks: now.tasks.map((p) => (p.id === body.task ? { ...p, arrivedAt: at } : p)) };
      default: return now;
    }
  }, row);
}

/** Everything that waits for this person, by time left. */
export const jobs: ComputedRef<readonly Job[]> = computed(() => { const me = who.value; return me === null ? [] : (tasks.value?.value ?? []).flatMap(({ row }) => jobsOf(ahead(row), me)).sort(byDue); });
/** What is still to be done: done and unsent is done. */
export const left = computed(() => jobs.value.filter((j) => { const p = pendingOn(j.row.id); return p === undefined || p.state === 'refused'; }));
export const pathOf = (job: Job): string => `/task/${job.row.id}${job.part ? `?task=${job.part.id}` : ''}`;
export const isStep = (type: string): boolean => STEPS.has(type);
