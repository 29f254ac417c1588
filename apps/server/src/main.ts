import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { analyst } from './commands/analyst.js';
import { backup } from './commands/backup.js';
import type { Command, Given } from './commands/command.js';
import { UsageError } from './commands/command.js';
import { deadline } from './commands/deadline.js';
import { docs } from './commands/docs.js';
import { doctor } from './commands/doctor.js';
import { migrateCommand } from './commands/migrate.js';
import { restore } from './commands/restore.js';
import { seedCommand } from './commands/seed.js';
import { serve } from './commands/serve.js';
import { sentence, terminalLanguage, type Sentence } from './say.js';
import { explain } from './start-faults.js';
import { VERSION } from './root.js';

const COMMANDS: Readonly<Record<string, Command>> = { serve, migrate: migrateCommand, seed: seedCommand, backup, restore, doctor, deadline, analyst, docs };
const language = terminalLanguage(process.env);
const told = (line: Sentence | string): string => (typeof line === 'string' ? line : line[language]);

async function main([name = 'help', ...rest]: string[]): Promise<number> {
  if (name === '--version' || name === '-v') return print(VERSION);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    console.log(overview());
    if (['help', '--help', '-h'].includes(name)) return 0;
    console.error(told(sentence(`\n没有命令 ${name}。`, `\nThere is no command ${name}.`)));
    return 2;
  }
  try {
    const { values, positionals } = parseArgs({ args: rest, options: { ...stripped(command.options), help: { type: 'boolean', short: 'h' } }, allowPositionals: true, strict: true });
    if (values['help'] === true) return print(helpOf(name, command));
    if (command.words.length === 0 && positionals.length > 0) throw new UsageError(sentence(`多余的参数：${positionals.join(' ')}`, `Not understood: ${positionals.join(' ')}`));
    return await command.run(givenOf(values as Given['values'], positionals));
  } catch (error) {
    return failed(name, command, error);
  }
}

function failed(name: string, command: Command, error: unknown): number {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof UsageError || (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS'))) {
    console.error(`${error instanceof UsageError ? told(error.sentence) : (error as Error).message}\n\n${helpOf(name, command)}`);
    return 2;
  }
  const sentenceOf = explain(error, { port: Number(process.env['PORT'] ?? 3000), database: process.env['DATABASE_URL'] ?? null });
  console.error(sentenceOf ? told(sentenceOf) : error);
  return 1;
}

function print(text: string): number {
  console.log(text);
  return 0;
}

const stripped = (options: Command['options']) => Object.fromEntries(Object.entries(options).map(([key, { help: _, value: __, ...rest }]) => [key, rest]));

function givenOf(values: Given['values'], words: readonly string[]): Given {
  const live = process.stderr.isTTY;
  let last = 0;
  return {
    values, words, env: process.env, language,
    say: (line) => console.log(told(line)),
    progress(line) {
      if (live) process.stderr.write(`\r\x1b[K${told(line)}`);
      else if (Date.now() - last > 10_000) { last = Date.now(); console.error(told(line)); }
    },
  };
}

function overview(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  return [told(sentence('网格派遣：城市管理网格化事件派遣系统', 'grid-dispatch: grid-based urban management dispatch')), '', ...Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${told(summary)}`), '',
    told(sentence('命令加 --help 看它的参数；配置见 docs/generated/configuration.md。', 'Add --help to a command for its options; settings are in docs/generated/configuration.md.'))].join('\n');
}

function helpOf(name: string, { summary, words, options }: Command): string {
  const lines = Object.entries(options).map(([key, { value, help }]) => [`--${key}${value === undefined ? '' : ` ${value}`}`, told(help)] as const);
  const width = Math.max(0, ...lines.map(([flag]) => flag.length));
  return [`grid-dispatch ${[name, ...words].join(' ')}${lines.length > 0 ? told(sentence(' [选项]', ' [options]')) : ''}`, told(summary), '', ...lines.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`)].join('\n');
}

process.exitCode = await main(process.argv.slice(2));
