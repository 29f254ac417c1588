import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * A Chromium that can be driven, or null. CHROMIUM names one outright. Where there is one without a window of its own it is taken:
 * it shows the same pages with a quarter less of the processor. `whole` is one with all its services, as for push messages.
 */
export function browserPath({ whole = false } = {}) {
  const names = [...(whole ? [] : ['chromium-headless-shell']), 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const found = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const fixed = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];
  return [process.env.CHROMIUM, ...found, ...fixed].find((path) => path && existsSync(path)) ?? null;
}

/** What a browser makes ready for its own window, which nobody sees here: a process for each page that is opened, and one more for what may be opened next. */
const OWN_WINDOW = ['PreloadTopChromeWebUI', 'SpareRendererForSitePerProcess'];
/** What whoever drives it would have switched off, and what is said last counts: no calls to anybody, HTTP stays HTTP, a page is painted when it is ready. */
const UNWANTED = ['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'HttpsFirstBalancedModeAutoEnable', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning', 'AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled', 'PreconnectToSearch'];

/** How it is started: without a screen, and without calling home. */
export const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', `--disable-features=${[...OWN_WINDOW, ...UNWANTED].join(',')}`];
