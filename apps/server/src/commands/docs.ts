import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generated } from '../docs/generated.js';
import { ROOT } from '../root.js';
import { sentence } from '../say.js';
import type { Command } from './command.js';

export const docs: Command = {
  summary: sentence('由代码生成文档（docs/generated、.env.example）；--check 只比较', 'write the generated documents (docs/generated, .env.example); --check only compares'),
  words: [],
  options: { check: { type: 'boolean', help: sentence('不写文件，不一致时退出码为 1', 'write nothing; exit code 1 on any difference') } },
  async run(given) {
    const stale: string[] = [];
    for (const [path, text] of Object.entries(generated())) {
      const file = join(ROOT, path);
      if ((await readFile(file, 'utf8').catch(() => null)) === text) continue;
      stale.push(path);
      if (given.values['check'] === true) continue;
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    if (stale.length === 0) given.say(sentence('生成的文档与代码一致。', 'The generated documents agree with the code.'));
    else if (given.values['check'] === true) given.say(sentence(`与代码不一致（运行 npm run docs）：\n  ${stale.join('\n  ')}`, `Not what the code says (run npm run docs):\n  ${stale.join('\n  ')}`));
    else given.say(sentence(`已更新：\n  ${stale.join('\n  ')}`, `Written:\n  ${stale.join('\n  ')}`));
    return given.values['check'] === true && stale.length > 0 ? 1 : 0;
  },
};
