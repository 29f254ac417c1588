import { Directory } from '#directory';
import { loadConfig, type Config } from '#platform';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../root.js';
import { sentence } from '../say.js';
import { startServer, type RunningServer, type StartStep } from '../server.js';
import { type Command, type Given } from './command.js';
import { environment, PROCESS_OPTIONS } from './env.js';
import { signIns } from './sign-ins.js';

/** Longest that a stop may take before the process ends anyway. */
const PATIENCE = 20_000;
const STEPS: Readonly<Record<StartStep, ReturnType<typeof sentence>>> = {
  database: sentence('启动数据库 …', 'Starting the database …'), migrations: sentence('检查数据库结构 …', 'Checking the schema …'), rulebook: sentence('载入规则库 …', 'Reading the rule book …'),
  application: sentence('启动程序 …', 'Starting the program …'), listening: sentence('开放端口 …', 'Opening the port …'),
};

export const serve: Command = {
  summary: sentence('运行系统：接口、实时通道、自动处理与网页', 'run the system: API, live channel, automation and web app'),
  words: [],
  options: {
    port: { type: 'string', short: 'p', value: 'N', help: sentence('端口（PORT，默认 3000；0 为任意空闲端口）', 'port (PORT, default 3000; 0 takes any free one)') },
    host: { type: 'string', value: 'ADDRESS', help: sentence('监听地址（GRID_HOST，默认 127.0.0.1；0.0.0.0 对外开放）', 'address (GRID_HOST, default 127.0.0.1; 0.0.0.0 lets other machines in)') },
    roles: { type: 'string', value: 'LIST', help: sentence('本进程的角色：api,worker,ingest（默认全部）', 'what this process does: api,worker,ingest (default all)') },
    demo: { type: 'boolean', help: sentence('演示县：示范人员，首次启动时演一个上午', 'the demo county: demo people, and on a fresh database a scripted morning') },
    'no-morning': { type: 'boolean', help: sentence('演示时不演上午', 'demo without the scripted morning') },
    'clock-rate': { type: 'string', value: 'N', help: sentence('演练时钟：程序内一秒走 N 秒', 'rehearsal clock: N seconds pass in one') },
    'log-level': { type: 'string', value: 'LEVEL', help: sentence('日志级别（GRID_LOG_LEVEL）', 'log level (GRID_LOG_LEVEL)') },
    ...PROCESS_OPTIONS,
  },

  async run(given) {
    const env = environment(given);
    // A person at a terminal wants sentences; machines that collect logs get every decision.
    if (!env['GRID_LOG_LEVEL'] && (process.stdout.isTTY || given.values['demo'] === true)) env['GRID_LOG_LEVEL'] = 'warn';
    const config = loadConfig(env);
    await demandPort(config);
    const children: ChildProcess[] = [];
    const stopped = stopOnSignal(given, children);
    const server = await startServer({ env, progress: (step) => given.progress(STEPS[step]) });
    stopped.isUp(server);
    announce(given, server);
    if (config.demo && server.furnished.fresh && given.values['no-morning'] !== true && config.roles.includes('api') && config.roles.includes('worker')) playMorning(given, server, children);
    return stopped.code;
  },
};

/** Fails at once on a taken port, before seconds go into a database. */
async function demandPort({ port, host }: Config): Promise<void> {
  if (port === 0) return;
  await new Promise<void>((done, fail) => {
    const probe = createServer().once('error', fail);
    probe.listen(port, host, () => probe.close(() => done()));
  });
}

/** The terminal and the process above us both hand on one Ctrl-C: only a later one means "at once". */
const SAME = 1_500;

/** SIGINT or SIGTERM, also during the start: everything is stopped in order. A second one ends the process at once. */
function stopOnSignal(given: Given, children: ChildProcess[]): { isUp(server: RunningServer): void; code: Promise<number> } {
  let server: RunningServer | undefined;
  let asked: number | null = null;
  let finish: (code: number) => void = () => undefined;
  const code = new Promise<number>((done) => { finish = done; });
  const stop = (status: number): void => {
    if (asked !== null) return Date.now() - asked > SAME ? process.exit(130) : undefined;
    asked = Date.now();
    given.say(sentence('\n正在停止 …', '\nStopping …'));
    setTimeout(() => process.exit(1), PATIENCE).unref();
    for (const child of children) child.kill('SIGTERM');
    // Still starting: `isUp` goes on from here.
    if (server) void server.stop().then(() => { given.say(sentence('已停止。', 'Stopped.')); finish(status); process.exit(status); });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0));
  // Started by another process that holds a channel to us: when it dies, however hard, we go too.
  process.on('disconnect', () => stop(0));
  process.on('uncaughtException', (error) => { server?.log.fatal({ err: error }, 'uncaught'); console.error(error); stop(1); });
  process.on('unhandledRejection', (error) => server?.log.error({ err: error }, 'a promise nobody waited for failed'));
  return {
    code,
    isUp(running) {
      server = running;
      if (asked !== null) void running.stop().then(() => process.exit(0));
    },
  };
}

function announce(given: Given, server: RunningServer): void {
  const { url, config, furnished } = server;
  given.progress(sentence('', ''));
  const roles = config.roles.length === 3 ? '' : ` [${config.roles.join(', ')}]`;
  given.say(sentence(`\n网格派遣已运行${roles}（队列：${config.redisUrl === null ? 'PostgreSQL' : 'Redis'}，数据库：${server.embedded ? `内嵌，${config.dataDir}` : '外部'}）`,
    `\ngrid-dispatch is running${roles} (queue: ${config.redisUrl === null ? 'PostgreSQL' : 'Redis'}, database: ${server.embedded ? `embedded, ${config.dataDir}` : 'external'})`));
  if (config.roles.includes('api'))
    given.say(sentence(`  打开     ${url}\n  接口     ${url}/api/docs\n  健康     ${url}/health/ready`, `  open     ${url}\n  API      ${url}/api/docs\n  health   ${url}/health/ready`));
  if (furnished.operator) given.say(sentence(`\n首个运维帐号：${furnished.operator.account}，口令：${furnished.operator.password}（只显示这一次）`, `\nFirst operator: ${furnished.operator.account}, password: ${furnished.operator.password} (shown only this once)`));
  if (config.demo && config.roles.includes('api')) given.say(signIns(server.get(Directory), config.demoPassword, given.language));
  given.say(sentence('\nCtrl-C 停止。', '\nCtrl-C stops it.'));
}

/** The scripted morning runs beside the server, through the public interface only, so it cannot do what a person could not. */
function playMorning(given: Given, server: RunningServer, children: ChildProcess[]): void {
  const script = join(ROOT, 'dist', 'apps', 'simulator', 'src', 'main.js');
  if (!existsSync(script)) return given.say(sentence('（没有找到演示脚本，跳过。）', '(The demo script is not built; skipped.)'));
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, [script, 'demo', '--url', server.url], { stdio: ['ignore', 'inherit', 'inherit'], env: { ...env, GRID_DEMO_PASSWORD: server.config.demoPassword } });
  children.push(child);
  child.once('error', (error) => server.log.warn({ err: error }, 'the demo did not start'));
}
