import { decide, evolve, nextStep, SYSTEM, wakeAt, type Case, type CaseEvent, type CommandOf, type CommandType, type Context, type Instant, type Playbook, type Rejection, type Rules } from '#domain';

export interface Steps {
  readonly after: Case;
  readonly events: readonly CaseEvent[];
  /** The commands behind the events, in order. */
  readonly commands: readonly CommandType[];
  /** What the core refused; the case is then left as it stands. */
  readonly refused: { readonly type: CommandType; readonly rejection: Rejection } | null;
  readonly wakeAt: Instant | null;
}

/** The automation shows nobody a photo. */
const NO_PHOTOS: Context['photos'] = new Map();

/** More steps in a row than any case can need: triage, dispatch, and a whole ladder that was slept through. */
const MOST = 64;

/** Everything the automation does with a case now, until there is nothing left. Throws when it does not come to rest. */
export function stepsOf(start: Case, now: Instant, playbook: Playbook, rules: Rules): Steps {
  let c = start;
  const events: CaseEvent[] = [], commands: CommandType[] = [];
  for (let i = 0; i < MOST; i++) {
    const step = nextStep(c, now, playbook);
    if (step === null) return { after: c, events, commands, refused: null, wakeAt: wakeAt(c, playbook) };
    const decision = decide(c.id, c, step.command as CommandOf<CommandType>, { now, actor: SYSTEM, why: step.why, rules, photos: NO_PHOTOS });
    if (!decision.ok) return { after: c, events, commands, refused: { type: step.command.type, rejection: decision.rejection }, wakeAt: wakeAt(c, playbook) };
    for (const event of decision.events) {
      events.push(event);
      commands.push(step.command.type);
      c = evolve(c, event);
    }
  }
  throw new Error(`the automation does not come to rest: ${commands.slice(-4).join(', ')} …`);
}
