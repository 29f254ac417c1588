import { setTimeout as sleep } from 'node:timers/promises';

export interface Quiescent {
  /** Sets going what is due; answers how many ids the predicates found. */
  sweep(): Promise<number>;
  /** Handlings begun so far. */
  begun(): number;
  /** What runs or waits in this process, in words. */
  here(): readonly string[];
  /** What runs or waits in the store, in words. */
  stored(): Promise<readonly string[]>;
  /** Ends all pauses between retries. */
  hurry(): Promise<void>;
  /** The ids the predicates still find, in words. */
  due(): Promise<readonly string[]>;
}

/** Works until nothing is left: nothing ran before, during or after a sweep that found nothing. @throws Error naming what remains when the deadline (real milliseconds) is over */
export async function quiesce(work: Quiescent, deadlineMs: number): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  for (let pause = 0; ; pause = Math.min(20, pause + 1)) {
    const begun = work.begun();
    if (work.here().length === 0 && (await work.sweep()) === 0 && (await work.stored()).length === 0 && work.here().length === 0 && work.begun() === begun) return;
    if (Date.now() > deadline) {
      const [due, stored] = await Promise.all([work.due(), work.stored()]);
      throw new Error(`work did not come to rest within ${deadlineMs / 1000} s; still due: ${some(due)}; still running: ${some([...work.here(), ...stored])}`);
    }
    if (work.here().length === 0) await work.hurry();
    await sleep(pause);
  }
}

const some = (words: readonly string[]): string => words.length === 0 ? 'nothing' : words.slice(0, 20).join(', ') + (words.length > 20 ? ` and ${words.length - 20} more` : '');
