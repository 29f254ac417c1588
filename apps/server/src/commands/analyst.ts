import { randomBytes } from 'node:crypto';
import { allowAnalyst, AnalystError, endAnalyst } from '../ops/analyst.js';
import { sentence, type Sentence } from '../say.js';
import { UsageError, type Command } from './command.js';
import { PROCESS_OPTIONS } from './env.js';
import { withDatabase } from './offline.js';

const NAME = 'grid_analyst';
const WORDS: Readonly<Record<AnalystError['fault'], (name: string) => Sentence>> = {
  'not-ours': (name) => sentence(`${name} 不是本程序建立的账号，不改动。请换一个名字（--name）。`, `${name} is not a login of ours and is left alone. Choose another (--name).`),
  'no-such': (name) => sentence(`没有账号 ${name}。`, `There is no login ${name}.`),
  'no-right': (why) => sentence(`数据库用户无权建立账号（${why}）。请由管理员执行：alter role <本程序的用户> createrole。`, `The database user may not make logins (${why}). An administrator can let it: alter role <the program’s user> createrole.`),
  'not-migrated': () => sentence('数据库结构尚未升级，请先运行 migrate。', 'The schema is not up to date: run migrate first.'),
};

export const analyst: Command = {
  summary: sentence('为分析人员建立只读账号（或更换口令、收回）', 'make a read-only login for analysts, give it a new password, or end it'),
  words: [],
  options: {
    name: { type: 'string', value: 'NAME', help: sentence(`账号名，默认 ${NAME}`, `the login, default ${NAME}`) },
    end: { type: 'boolean', help: sentence('收回账号并断开其连接', 'take the login away and end its connections') }, ...PROCESS_OPTIONS,
  },
  run: (given) => withDatabase(given, async ({ database, databaseUrl }) => {
    const name = typeof given.values['name'] === 'string' ? given.values['name'] : NAME, password = randomBytes(24).toString('base64url');
    if (!/^[a-z][a-z0-9_]{0,39}$/.test(name)) throw new UsageError(sentence('账号名须为小写字母开头的字母、数字、下划线', 'a login is of small letters, digits and _, beginning with a letter'));
    try {
      if (given.values['end'] === true) {
        await database.lend((client) => endAnalyst(client, name));
        given.say(sentence(`账号 ${name} 已收回。`, `${name} is gone.`));
        return 0;
      }
      const fresh = await database.lend((client) => allowAnalyst(client, name, password)), url = new URL(databaseUrl);
      url.username = name;
      url.password = password;
      given.say(fresh ? sentence(`已建立只读账号 ${name}。口令只显示这一次：`, `${name} may read the schema analysis, and nothing else. Its password is shown this once:`) : sentence(`${name} 已换新口令，只显示这一次：`, `${name} has a new password, shown this once:`));
      given.say(`  ${url.href}`);
      given.say(sentence('各列说明见 docs/generated/analysis.md。', 'Every column is described in docs/generated/analysis.md.'));
      return 0;
    } catch (error) {
      if (!(error instanceof AnalystError)) throw error;
      given.say(WORDS[error.fault](error.fault === 'no-right' ? error.detail : name));
      return 1;
    }
  }),
};
