import { systemChecks } from '../ops/checks.js';
import { diagnose, type Diagnosis } from '../ops/doctor.js';
import { sentence } from '../say.js';
import { blobsOf } from './backup.js';
import type { Command, Given } from './command.js';
import { PROCESS_OPTIONS } from './env.js';
import { withDatabase, type Opened } from './offline.js';

/** At most so many findings of one check are shown; --json has them all. */
const SHOWN = 20;

export const doctor: Command = {
  summary: sentence('自检：逐案重放与哈希链、搁置任务、照片、日历、迁移；有错时退出码为 1', 'examine: replays every case, hash chains, parked work, photos, calendar, migrations; exit code 1 on faults'),
  words: [],
  options: { json: { type: 'boolean', help: sentence('结果以 JSON 输出', 'the result as JSON') }, whole: { type: 'boolean', help: sentence('考核数据逐案重算，不抽样', 'count the figures of every case anew, not of a sample') }, ...PROCESS_OPTIONS },
  run: (given) => withDatabase(given, (opened) => examine(given, opened)),
};

/** Examines an open database and says what was found. Answers the exit code. */
export async function examine(given: Given, { database, config }: Opened): Promise<number> {
  const diagnosis = await diagnose(systemChecks, { database, blobs: blobsOf(config), demo: config.demo, now: Date.now(), whole: given.values['whole'] === true, progress: given.progress }, (check) => given.progress(sentence(`检查 ${check.zh} …`, `checking ${check.en} …`)));
  given.progress(sentence('', ''));
  if (given.values['json'] === true) given.say(JSON.stringify(diagnosis, null, 2));
  else print(given, diagnosis);
  return diagnosis.faults > 0 ? 1 : 0;
}

function print(given: Given, { checks, faults, warnings }: Diagnosis): void {
  for (const { title, seen, findings } of checks) {
    const worst = findings.some(({ level }) => level === 'fault') ? '✗' : findings.length > 0 ? '!' : '✓';
    given.say(sentence(`${worst} ${title.zh}${seen.zh === '' ? '' : `：${seen.zh}`}`, `${worst} ${title.en}${seen.en === '' ? '' : `: ${seen.en}`}`));
    for (const { level, say } of findings.slice(0, SHOWN)) given.say(sentence(`    ${level === 'fault' ? '错误' : '提醒'}：${say.zh}`, `    ${level}: ${say.en}`));
    if (findings.length > SHOWN) given.say(sentence(`    … 另有 ${findings.length - SHOWN} 条（--json 可见全部）`, `    … and ${findings.length - SHOWN} more (--json shows all)`));
  }
  given.say(sentence(`\n错误 ${faults} 项，提醒 ${warnings} 项。`, `\n${faults} faults, ${warnings} warnings.`));
}
