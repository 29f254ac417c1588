import type { CommandType } from '../command.js';
import { CLOSING } from './closing.js';
import { DISPATCHING } from './dispatching.js';
import { FILING } from './filing.js';
import { HANDLING } from './handling.js';
import type { Transition } from './row.js';
import { SUPERVISION } from './supervision.js';
import { TASKS } from './tasks.js';

/**
 * The one table. What may happen, when, by whom and what it leads to: a chapter a file, in the order of a case's life. The server's
 * answers, the buttons, the diagram, the permission matrix and the exhaustive test are all read from it, so they cannot disagree.
 */
export const LIFECYCLE: { readonly [K in CommandType]: Transition<K> } = { ...FILING, ...DISPATCHING, ...HANDLING, ...TASKS, ...CLOSING, ...SUPERVISION };

/** Every command, in the order of the table. */
export const COMMANDS = Object.keys(LIFECYCLE) as readonly CommandType[];

export { RECALL } from './dispatching.js';
export type { Fact, Gate, Guard, Scope, Standing, Target, Transition } from './row.js';
