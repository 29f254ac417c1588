import { decide } from '../decide.js';
import { wakeAt, type Playbook } from '../policy.js';
import { at, context, ID, local, type Story } from './county.js';
import { settle } from './walk.js';

/** Lets the automation run by its own alarm clock until `end`; answers what it did and when, `2026-11-23 14:12 escalate warn`. */
export function sleepAndSettle(story: Story, book: Playbook, from: string, end: string): string[] {
  const done: string[] = [];
  let now = at(from);
  for (let naps = 0; naps < 100; naps++) {
    settle(() => story.case, now, book, (command, actor, why) => {
      const decision = decide(ID, story.case, command, context(now, actor, why, story.rules));
      if (!decision.ok) return false;
      story.history.push(...decision.events);
      done.push(`${local(now)} ${command.type}${'rule' in command && command.rule !== undefined ? ` ${command.rule}` : ''}`);
      return true;
    });
    const wake = wakeAt(story.case, book);
    if (wake === null || wake > at(end)) return done;
    if (wake <= now) throw new Error(`woken for nothing at ${local(now)}`);
    now = wake;
  }
  throw new Error('never came to rest');
}
