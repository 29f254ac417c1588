import type { Kind } from '../book/content.js';
import type { Format, Leaf, ReadFile } from './document.js';
import { readText, writeText } from './text.js';
import { writeWorkbook } from './xlsx-write.js';
import { readWorkbook } from './xlsx-read.js';
import { BadWorkbook } from './zip.js';

export { FORMATS, isKind, type At, type FileFault, type Format, type Leaf, type Read, type ReadFile } from './document.js';

export const TYPES: Readonly<Record<Format, string>> = {
  yaml: 'application/yaml; charset=utf-8', json: 'application/json; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Kinds of the rule book as a file. */
export const writeFile = async (leaves: readonly Leaf[], format: Format): Promise<Buffer> => (format === 'xlsx' ? writeWorkbook(leaves) : Buffer.from(writeText(leaves, format), 'utf8'));

/** What a file says, in whichever form it is; never throws for what somebody may upload. `asked`: the kind it has to be of; null: whatever is in it. */
export async function readFile(file: Buffer, asked: Kind | null): Promise<ReadFile> {
  const refused = (code: string, zh: string, en: string): ReadFile => ({ parts: [], faults: [{ kind: asked, path: '', code, zh, en }] });
  try {
    if (file.subarray(0, 2).toString('latin1') === 'PK') return await readWorkbook(file, asked);
    let text: string;
    try { text = new TextDecoder('utf-8', { fatal: true }).decode(file); } catch { return refused('malformed', '须为 UTF-8 文本或 XLSX 文件', 'must be UTF-8 text or an XLSX file'); }
    return text.trim() === '' ? refused('malformed', '文件是空的', 'the file is empty') : readText(text, asked);
  } catch (error) {
    if (error instanceof BadWorkbook) return refused(error.code, error.zh, error.en);
    throw error;
  }
}
