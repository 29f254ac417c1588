import type { CaseView } from '#contract';
import { elapsed, expiry, extend, type Instant, type Millis, type RequestKind } from '#domain';
import { book } from '../../shared/book/book.js';
import { t } from '../words.js';
import { lengthText, momentText } from '../../shared/time/words.js';

/** What a request asks for, whether it has been made or is being written. */
export interface Asked { readonly kind: RequestKind; readonly more?: Millis; readonly until?: Instant | null }

/** What granting it now would do to the handling time, by the same arithmetic that the server does it with; null while it cannot be said. */
export function consequenceOf(view: Pick<CaseView, 'clocks' | 'cell' | 'extensions' | 'returns'>, { kind, more = 0, until = null }: Asked, now: Instant): string | null {
  const clock = view.clocks.handling, calendar = book.value?.calendarAt(view.cell);
  if (kind === 'return') return [t('then.return'), view.returns > 0 ? t('then.returned', { n: view.returns }) : ''].filter((x) => x !== '').join(t('then.join'));
  if (!clock || !calendar) return null;
  try {
    if (kind === 'extension') {
      if (more <= 0) return null;
      const { dueAt } = extend(clock, more, now, calendar);
      return dueAt === null ? null : [t('then.extension', { at: momentText(dueAt), before: clock.dueAt === null ? '—' : momentText(clock.dueAt) }), view.extensions === 0 ? t('then.first') : t('then.extended', { n: view.extensions })].join(t('then.join'));
    }
    if (until === null || until <= now) return null;
    const used = clock.used + (clock.since === null ? 0 : elapsed(calendar, clock.since, now, clock.limit.unit)), left = Math.max(0, clock.limit.amount - used);
    return t('then.suspension', { at: momentText(until), left: lengthText(left, clock.limit.unit), due: momentText(expiry(calendar, until, { amount: left, unit: clock.limit.unit })) });
  } catch { return null; }
}
