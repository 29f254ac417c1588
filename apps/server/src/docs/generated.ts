import { INDICATOR_GROUPS, LABELS, PART_WORDS, type Countable, type Words } from '#contract';
import { COMMANDS, diagram, permissions, STAGES } from '#domain';
import { ANALYSIS_VIEWS, DEFINITIONS } from '#metrics';
import { describeConfig } from '#platform';
import { VERSION } from '../root.js';
import { openapi, problemTable } from './openapi.js';
import { sockets } from './sockets.js';

const { zh, en } = LABELS;
const NOTE = '<!-- Made from the code by `npm run docs`; `npm run check` fails when it differs. Do not edit. 由代码生成，请勿手改。 -->\n';
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`).join('\n');
const page = (title: string, ...parts: readonly string[]): string => `${NOTE}# ${title}\n\n${parts.join('\n\n')}\n`;
const words = <K extends keyof Words & ('stage' | 'command')>(kind: K, keys: readonly (keyof Words[K] & string)[]) => keys.map((key) => [`\`${key}\``, String(zh[kind][key]), String(en[kind][key])]);

const GROUPS: Readonly<Record<(typeof INDICATOR_GROUPS)[number], string>> = {
  area: '区域 · Areas', department: '部门 · Departments', joint: '联合处置 · Joint cases', response: '响应 · Response', sensing: '监测 · Sensing', member: '监督员 · Grid members', acceptor: '受理员 · Acceptors', lead: '值班长 · Shift leads', dispatcher: '派遣员 · Dispatchers', handler: '处置人员 · Handlers',
};

/** Every generated document by its path from the root, exactly as it should stand there. */
export function generated(): Readonly<Record<string, string>> {
  return {
    'docs/generated/lifecycle.md': page('生命周期 · Life cycle', '```mermaid\n' + diagram() + '\n```', '## 权限 · Who may do what',
      Object.entries(zh.scope).map(([scope, name]) => `\`${scope}\` ${name}`).join('；'), permissions(),
      '## 阶段 · Stages', table(['stage', '中文', 'English'], words('stage', STAGES)), '## 操作 · Commands', table(['command', '中文', 'English', '说明', 'what it does'], words('command', COMMANDS).map((row, i) => [...row, zh.commandHint[COMMANDS[i] as (typeof COMMANDS)[number]], en.commandHint[COMMANDS[i] as (typeof COMMANDS)[number]]]))),
    'docs/generated/configuration.md': page('配置 · Configuration', 'Read once at the start from the environment; all faults are listed at once. An empty variable counts as not set. A secret may instead stand in a file named by `NAME_FILE`.',
      table(['variable', 'type', 'default', 'what it does'], describeConfig().map(({ name, type, default: fallback, description, secret }) => [`\`${name}\`${secret ? ' 🔑' : ''}`, type, fallback === null ? '' : `\`${fallback}\``, description])), '🔑 also as `NAME_FILE`.'),
    'docs/generated/problems.md': page('问题代码 · Problem codes', 'Every refusal is an RFC 9457 document (`application/problem+json`) whose `code` is one of these and never changes. `title` follows `Accept-Language`.',
      table(['code', 'status', '中文', 'English'], problemTable().map((row) => [`\`${row.code}\``, String(row.status), row.zh, row.en]))),
    'docs/generated/indicators.md': page('考核指标 · Indicators', 'What each indicator counts, over what, and by which day: the program counts by exactly this. Below the minimum no rate is shown and nobody is ranked. 低于最少样本的不计算比率、不排名。',
      ...INDICATOR_GROUPS.flatMap((group) => {
        const part = (name: Countable | null): string => (name === null ? '–' : `\`${name}\` ${PART_WORDS[name].zh}`);
        return [`## ${GROUPS[group]}`, table(['indicator', '名称', '公式 · formula', '口径 · cohort', 'count', 'of', 'unit', 'better', 'min.'], DEFINITIONS.filter((i) => i.group === group).map((i) =>
          [`\`${i.id}\``, `${i.name.zh} ${i.name.en}`, `${i.formula.zh}。${i.formula.en}.`, `${i.cohort.zh}。${i.cohort.en}.`, part(i.count), part(i.of), i.unit, i.better ?? '–', String(i.minimum)]))];
      })),
    'docs/generated/analysis.md': page('分析视图 · Views for analysts', 'In the schema `analysis`, for logins made by `grid-dispatch analyst` ([how to](../how-to/analysts.md)). No person, reporter, telephone number, text or exact place is in them.',
      ...ANALYSIS_VIEWS.map(({ name, zh: said, en: meant, columns }) => `## ${name}\n\n${said}。${meant}.\n\n${table(['column', 'type', '含义', 'meaning'], columns.map((c) => [`\`${c.name}\``, c.type, c.zh, c.en]))}`)),
    'docs/generated/sockets.md': page('实时通道 · The live channel', ...sockets(table)),
    'docs/generated/openapi.json': `${JSON.stringify(openapi(VERSION), null, 1)}\n`,
    '.env.example': envExample(),
  };
}

function envExample(): string {
  const lines = describeConfig().flatMap(({ name, type, default: fallback, description, secret }) => [`# ${description}`, `# ${type}${secret ? `; or ${name}_FILE` : ''}`, `${fallback === null ? '#' : ''}${name}=${fallback ?? ''}`, '']);
  return `# Made by \`npm run docs\`. Copy to .env for docker compose, or set in the environment; the program itself reads no file.\n\n${lines.join('\n')}`;
}
