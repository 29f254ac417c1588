import type { BrowserContext } from 'playwright-core';
import { ThreadTime } from '../../bench/browser.js';

/** What the piece takes on a machine that does nothing else, in milliseconds: the least of thirty there. */
export const REST = 310;

/**
 * A fixed piece of what opening a page is made of: a script that is read and run, rows that are read from JSON, elements with text that are laid out. What the same work costs
 * in thread time depends on who else is on the machine (a full cache costs it, too); this piece costs so much more at the same moment, and so what something takes is told as if the machine were at rest.
 */
const PIECE = `(() => {
  const source = Array.from({ length: 2500 }, (_, i) => 'function f' + i + '(a, b) { const c = { a, b, n: ' + i + ', s: "' + i + '" + a }; return c.n > b ? c : { ...c, d: [a, b, c.s.length] }; }').join('\\n') + '\\nreturn [' + Array.from({ length: 2500 }, (_, i) => 'f' + i).join(',') + ']';
  const made = new Function(source)().map((f, i) => f(i, 700));
  const rows = JSON.parse(JSON.stringify(Array.from({ length: 1000 }, (_, i) => ({ id: String(i), made: made[i], words: ['案件', '派遣', '网格'].map((w) => w + i) }))));
  for (let turn = 0; turn < 4; turn++) {
    const list = document.createElement('ul');
    for (const row of rows) { const line = document.createElement('li'); line.textContent = row.words.join(' ') + row.made.s; line.style.padding = (turn + 1) + 'px'; list.append(line); }
    document.body.append(list);
    list.getBoundingClientRect();
    list.remove();
  }
})()`;

/** Milliseconds of main-thread time that the piece takes here and now. */
export async function yardstick(context: BrowserContext): Promise<number> {
  const page = await context.newPage();
  try {
    const time = await ThreadTime.of(page), before = await time.seconds();
    await page.evaluate(PIECE);
    return ((await time.seconds()) - before) * 1000;
  } finally {
    await page.close();
  }
}
