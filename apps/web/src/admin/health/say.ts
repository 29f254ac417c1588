import type { OpsHealth } from '#contract';
import { now } from '../../shared/time/now.js';
import { agoText, briefText, lengthText } from '../../shared/time/words.js';
import { sizeText } from '../show.js';
import { t } from '../words.js';

type Part = OpsHealth['parts'][number];
const brief = (ms: number): string => (ms < 100 ? '0 s' : ms < 60_000 ? `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s` : lengthText(ms));

/** What was seen of a part, as a sentence. */
export function partText({ part, code, figures: f }: Part): string {
  const n = (name: string): number => Number(f[name] ?? 0);
  if (code === 'no-answer') return t('say.noAnswer');
  if (code === 'unavailable') return t('say.unavailable');
  switch (part) {
    case 'database': return `${t('say.database', { version: String(f['version'] ?? ''), ms: n('milliseconds'), size: sizeText(n('bytes')), n: n('connections') })}${t('list.separator')}${t(f['embedded'] === true ? 'say.embedded' : 'say.external')}`;
    case 'migrations': return code === 'pending' ? t('say.migrations.pending', { n: n('pending') }) : code === 'newer' ? t('say.migrations.newer', { n: n('unknown') }) : t('say.migrations.ok');
    case 'queue': return t('say.queue', { backend: f['backend'] === 'redis' ? 'Redis' : 'PostgreSQL' });
    case 'automation': return f['sweep'] === null ? t('say.automation.elsewhere', { parked: n('parked'), overdue: brief(n('overdue')) }) : t('say.automation', { parked: n('parked'), overdue: brief(n('overdue')), sweep: brief(n('sweep')) });
    case 'live': return code === 'elsewhere' ? t('say.live.elsewhere') : t('say.live', { sockets: n('sockets'), following: n('following') });
    case 'feed': return f['last'] === null ? t('say.feed.none', { lag: brief(n('lag')) }) : t('say.feed', { lag: brief(n('lag')), last: agoText(n('last'), now.value) });
    case 'backup': return code === 'never' ? t('say.backup.never') : t('say.backup', { age: lengthText(n('age')), rows: n('rows'), photos: n('photos') });
    case 'disk': return t('say.disk', { free: sizeText(n('free')), total: sizeText(n('total')) });
    case 'clock': return code === 'rehearsal' ? t('say.clock.rehearsal', { rate: n('rate') }) : t('say.clock', { apart: n('apart') });
    case 'doctor': return code === 'never' ? t('say.doctor.never') : code === 'running' ? t('say.doctor.running') : code === 'failed' ? t('say.doctor.failed') : t('say.doctor', { at: briefText(n('at'), now.value), faults: n('faults'), warnings: n('warnings') });
  }
}
