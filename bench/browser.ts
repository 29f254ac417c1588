import { browserPath, FLAGS } from '#chromium';
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import type { Undo } from './services.js';

export async function browser(undo: Undo): Promise<Browser> {
  const opened = await chromium.launch({ executablePath: browserPath() ?? '', args: FLAGS });
  undo.push(() => opened.close());
  return opened;
}

/** Seconds that the page's main thread has worked: other work on the machine does not count in it. */
export class ThreadTime {
  private constructor(private readonly session: CDPSession) {}

  static async of(page: Page): Promise<ThreadTime> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new ThreadTime(session);
  }
  async seconds(): Promise<number> {
    const { metrics } = await this.session.send('Performance.getMetrics');
    return metrics.find((m) => m.name === 'TaskDuration')?.value ?? NaN;
  }
}
