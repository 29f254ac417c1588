import { migrate } from '../database.js';
import { sentence } from '../say.js';
import { furnish } from '../seeding.js';
import type { Command } from './command.js';
import { PROCESS_OPTIONS } from './env.js';
import { withDatabase } from './offline.js';

export const seedCommand: Command = {
  summary: sentence('载入规则库（--demo 另加示范人员）；可重复执行', 'load the rule book (--demo: the demo people too); may be repeated'),
  words: [],
  options: { demo: { type: 'boolean', help: sentence('示范人员，口令见 GRID_DEMO_PASSWORD', 'the demo people; their password is GRID_DEMO_PASSWORD') }, ...PROCESS_OPTIONS },
  run: (given) => withDatabase(given, async ({ databaseUrl, dataSource, config }) => {
    await migrate(databaseUrl);
    const { published, cells, people, operator } = await furnish(dataSource, config);
    given.say(sentence(`规则库：${published.length === 0 ? '无变化' : `更新 ${published.join('、')}`}；现有网格 ${cells} 个，可用帐号 ${people} 个。`, `Rule book: ${published.length === 0 ? 'unchanged' : `published ${published.join(', ')}`}; ${cells} cells and ${people} active accounts now.`));
    if (operator) given.say(sentence(`首个运维帐号：${operator.account}，口令：${operator.password}（只显示这一次）`, `First operator: ${operator.account}, password: ${operator.password} (shown only this once)`));
    return 0;
  }),
};
