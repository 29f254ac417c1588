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
  const running = async (): Promise<readonly string[]> => { const here = work.here(); return here.length > 0 ? here : work.stored(); };
  for (let pause = 0; ; pause = Math.min(20, pause + 1)) {
    const begun = work.begun();
    if ((await running()).length > 0) await work.hurry();
    else if ((await work.sweep()) === 0 && (await running()).length === 0 && work.begun() === begun) return;
    if (Date.now() > deadline) {
      const [due, still] = await Promise.all([work.due(), running()]);
      throw new Error(`work did not come to rest within ${deadlineMs / 1000} s; still due: ${some(due)}; still running: ${some(still)}`);
    }
    await sleep(pause);
  }
}

const some = (words: readonly string[]): string => words.length === 0 ? 'nothing' : words.slice(0, 20).join(', ') + (words.length > 20 ? ` and ${words.length - 20} more` : '');
