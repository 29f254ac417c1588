import { shallowRef } from 'vue';
import { call, newKey } from '../../shared/api/call.js';
import { ProblemError } from '../../shared/api/failure.js';
import { failureWords } from '../../shared/book/failures.js';
import { freshCase } from '../../shared/case/useCase.js';
import { toast } from '../../shared/ui/toast.js';
import { begin, whenEnded } from '../bulk/runs.js';
import { t } from '../words.js';

/** What can be taken back at this moment. */
export const undoable = shallowRef<readonly string[] | null>(null);
const SPAN = 8_000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says what was done and offers for some seconds to take it back. The core has the last word. */
export function offerUndo(ids: readonly string[], text: string): void {
  clearTimeout(timer);
  undoable.value = ids;
  timer = setTimeout(() => { undoable.value = null; }, SPAN);
  toast(text, { tone: 'good', stay: SPAN, act: { label: t('undo.act'), run: () => { void takeBack(); } } });
}

/** Takes the last dispatch back: one at once, many as a run of their own. */
export async function takeBack(): Promise<void> {
  const ids = undoable.value;
  if (ids === null) return;
  undoable.value = null;
  clearTimeout(timer);
  try {
    if (ids.length === 1 && ids[0] !== undefined) {
      await call('POST /api/cases/{id}/commands', { path: { id: ids[0] }, body: { type: 'recall' } as never, idempotencyKey: newKey() });
      await freshCase(ids[0]).catch(() => undefined);
      return toast(t('undo.done', { n: 1 }), { tone: 'good' });
    }
    await begin(ids.map((id) => ({ id })), { type: 'recall' });
    whenEnded((run) => toast(run.done === run.total ? t('undo.done', { n: run.done }) : t('undo.some', { n: run.done, failed: run.total - run.done }), { tone: run.done === run.total ? 'good' : 'plain' }));
  } catch (error) {
    toast(error instanceof ProblemError && error.is('too-late', 'already-done', 'wrong-stage') ? t('undo.late') : failureWords(error).title, { tone: 'bad' });
  }
}
