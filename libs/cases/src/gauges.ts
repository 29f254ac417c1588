import { Counter, Histogram, Registry } from 'prom-client';

/** Figures of the door and the automation of this process; the server shows them with its own. Labels are closed sets of words. */
export const caseMetrics = new Registry();
const registers = [caseMetrics];
export const commandsAnswered = new Counter({ name: 'grid_door_commands_total', help: 'Commands through the door by type and answer: done, replayed, or the code of the refusal', labelNames: ['type', 'answer'], registers });
export const stepsTaken = new Counter({ name: 'grid_automatic_steps_total', help: 'Steps the automation took, by command', labelNames: ['type'], registers });
export const stepsRefused = new Counter({ name: 'grid_automatic_steps_refused_total', help: 'Steps the automation asked for and the core refused', labelNames: ['type', 'code'], registers });
export const wakeLateness = new Histogram({ name: 'grid_wake_lateness_seconds', help: 'How late a case was looked at after the moment it asked for', buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200], registers });
