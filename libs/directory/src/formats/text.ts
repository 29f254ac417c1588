import { isAlias, isCollection, isMap, isPair, isScalar, LineCounter, parseDocument, stringify, visit, type Document, type Node, type Pair } from 'yaml';
import type { Kind } from '../book/content.js';
import { isKind, type At, type FileFault, type Leaf, type Read, type ReadFile } from './document.js';

/** Deeper than any content of ours. */
const DEPTH = 24;
/** Reading YAML costs 2 µs a byte and more a node, all at once; the whole book of the demo county has 250 kB and 30,000 of these marks. */
const LONGEST = 600_000, MARKS = 150_000;

/** As YAML or JSON: one kind as `kind`, `version`, `effectiveFrom`, `note`, `content`; several as a list `parts` of these. */
export function writeText(leaves: readonly Leaf[], format: 'yaml' | 'json'): string {
  const [only] = leaves;
  const value = leaves.length === 1 && only ? only : { parts: leaves };
  return format === 'json' ? `${JSON.stringify(value, null, 1)}\n` : stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** Reads YAML or JSON (which is YAML). Aliases, tags of one's own and several documents are refused: an alias can make a small file enormous. */
export function readText(text: string, asked: Kind | null): ReadFile {
  const refused = (zh: string, en: string): ReadFile => ({ parts: [], faults: [{ kind: asked, path: '', code: 'too-large', zh, en }] });
  if (text.length > LONGEST || (text.match(/[\n,:[{]/g)?.length ?? 0) > MARKS) return refused('YAML 或 JSON 文件过大，请用 XLSX', 'too large for YAML or JSON: send it as XLSX');
  // Half a megabyte of `- - - …` makes the parser take all memory and the process with it, so what is deep is never given to it.
  if (/[ \t]{200}/.test(text) || /[[{][\s[{]{40}/.test(text) || /(?:[-?:][ \t]+){16}/.test(text)) return refused('嵌套过深', 'is nested too deeply');
  const lines = new LineCounter();
  // Double keys are looked for below: the parser compares each key with every other one.
  const doc = parseDocument(text, { lineCounter: lines, version: '1.2', schema: 'core', merge: false, uniqueKeys: false, prettyErrors: false, strict: true, stringKeys: true });
  const spot = (offset: number): At => { const { line, col } = lines.linePos(offset); return { line, column: col }; };
  const faults: FileFault[] = [...doc.errors, ...doc.warnings].map((e) => ({ kind: asked, path: '', code: 'malformed', zh: `无法读取：${e.message}`, en: e.message, at: spot(e.pos[0]) }));
  if (doc.errors.length > 0) return { parts: [], faults };
  faults.push(...forbidden(doc, asked, spot));
  if (faults.length > 0) return { parts: [], faults };
  const value = doc.toJS({ maxAliasCount: 0 }) as unknown;
  const leaves = isObject(value) && Array.isArray(value['parts']) ? value['parts'].map((part: unknown, i) => [part, `/parts/${i}`] as const) : [[value, ''] as const];
  const parts: Read[] = [];
  for (const [leaf, path] of leaves) {
    const kind = isObject(leaf) ? (leaf['kind'] ?? asked) : null;
    const wrong = (code: string, zh: string, en: string, at: string): void => { const where = placeOf(doc, at, spot); faults.push({ kind: asked, path: '', code, zh, en, ...(where && { at: where }) }); };
    if (!isObject(leaf) || !('content' in leaf)) wrong('no-content', '缺少 content', '`content` is missing', path);
    else if (!isKind(kind)) wrong('unknown-kind', `没有内容 ${String(kind)}`, `no kind ${String(kind)}`, `${path}/kind`);
    else if (asked !== null && kind !== asked) wrong('other-kind', `这是 ${kind}，应为 ${asked}`, `this is ${kind}, not ${asked}`, `${path}/kind`);
    else parts.push({ kind, base: typeof leaf['version'] === 'number' ? leaf['version'] : null, content: leaf['content'], place: (inner) => placeOf(doc, `${path}/content${inner}`, spot) });
  }
  return { parts, faults };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function forbidden(doc: Document.Parsed, kind: Kind | null, spot: (offset: number) => At): FileFault[] {
  const faults: FileFault[] = [];
  const say = (node: Node, code: string, zh: string, en: string): void => void faults.push({ kind, path: '', code, zh, en, ...(node.range && { at: spot(node.range[0]) }) });
  visit(doc, {
    Map: (_, node) => {
      const seen = new Set<string>();
      for (const { key } of node.items) {
        const name = isScalar(key) ? String(key.value) : '';
        if (seen.has(name) && isScalar(key)) say(key, 'twice', `${name} 重复出现`, `${name} stands twice`);
        seen.add(name);
      }
    },
    Alias: (_, node) => say(node, 'alias', '不允许使用别名', 'aliases are not allowed'),
    Node: (_, node, path) => {
      if (path.length > DEPTH * 2) { say(node, 'too-deep', '嵌套过深', 'is nested too deeply'); return visit.BREAK; }
      if (!isAlias(node) && node.tag !== undefined && !/^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/.test(node.tag)) say(node, 'tag', '不允许使用标签', 'tags are not allowed');
      return undefined;
    },
  });
  return faults;
}

/** Where a pointer stands: its value, or the closest thing around it that is there. */
function placeOf(doc: Document, path: string, spot: (offset: number) => At): At | undefined {
  let node: unknown = doc.contents, found: Node | null = null;
  for (const step of ['', ...path.split('/').slice(1).map((s) => s.replaceAll('~1', '/').replaceAll('~0', '~'))].entries()) {
    const [i, key] = step;
    if (i > 0) {
      if (!isCollection(node)) break;
      const next: unknown = isMap(node) ? node.items.find((p: Pair) => isPair(p) && isScalar(p.key) && String(p.key.value) === key)?.value : node.items[Number(key)];
      if (next === undefined || next === null) break;
      node = next;
    }
    if (typeof node === 'object' && node !== null && 'range' in node) found = node as Node;
  }
  return found?.range ? spot(found.range[0]) : undefined;
}
