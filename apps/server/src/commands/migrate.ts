import { migrate } from '../database.js';
import { sentence } from '../say.js';
import type { Command } from './command.js';
import { PROCESS_OPTIONS } from './env.js';
import { withDatabase } from './offline.js';

export const migrateCommand: Command = {
  summary: sentence('把数据库结构升级到本版本', 'bring the database to this version’s schema'),
  words: [],
  options: PROCESS_OPTIONS,
  run: (given) => withDatabase(given, async ({ databaseUrl }) => {
    const ran = await migrate(databaseUrl);
    given.say(ran.length === 0 ? sentence('数据库结构已是最新。', 'The schema is up to date.') : sentence(`已执行 ${ran.length} 项迁移：\n  ${ran.join('\n  ')}`, `Ran ${ran.length} migrations:\n  ${ran.join('\n  ')}`));
    return 0;
  }),
};
