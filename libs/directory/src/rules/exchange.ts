import type { Actor } from '#domain';
import { ProblemError, type FieldFault } from '#platform';
import { Injectable } from '@nestjs/common';
import { KINDS, kinds, type Kind } from '../book/content.js';
import type { ContentFault } from '../book/cross-faults.js';
import { schemaFaults } from '../book/faults/schema.js';
import { mend } from '../formats/mend.js';
import { readFile, writeFile, type FileFault, type Format, type Leaf, type Read } from '../formats/index.js';
import { MAY, RuleDrafts, type Draft, type Wishes } from './drafts.js';
import { RuleHistory } from './history.js';

/** The rule book as files: out in any form, in again as a draft. */
@Injectable()
export class RuleExchange {
  constructor(private readonly drafts: RuleDrafts, private readonly history: RuleHistory) {}

  /** A kind, or with null the whole book, as it holds at a moment or of a version. Null: there is none. */
  async export(kind: Kind | null, format: Format, of: { readonly version?: number | undefined; readonly at?: number | undefined }): Promise<{ readonly file: Buffer; readonly name: string } | null> {
    const found = await Promise.all((kind === null ? kinds : [kind]).map((k) => this.history.content(k, of)));
    const leaves = found.flatMap((c): Leaf[] => (c === null ? [] : [{ kind: c.kind, version: c.version, effectiveFrom: this.drafts.dateOf(c.effectiveFrom), note: c.note, content: c.content }]));
    const newest = Math.max(0, ...leaves.map((l) => l.version));
    return leaves.length === 0 ? null : { file: await writeFile(leaves, format), name: `${kind ?? 'rulebook'}-v${newest}.${format}` };
  }

  /**
   * A file becomes a draft, or the parts of one that is there. Refused whole when anything is wrong with it, with every fault at once: what cannot be read, what the
   * schemas refuse and what does not fit the rest of the book, each where it stands in the file. @throws ProblemError rulebook-faults
   */
  async import(actor: Actor, kind: Kind | null, file: Buffer, how: { readonly effectiveFrom?: string | undefined; readonly note?: string | undefined; readonly draft?: string | undefined }, command: string): Promise<{ readonly draft: Draft; readonly replayed: boolean }> {
    if (!MAY.write.includes(actor.role)) throw new ProblemError('no-right');
    const read = await readFile(file, kind), into = how.draft === undefined ? null : await this.drafts.find(how.draft);
    if (how.draft !== undefined && into === null) throw new ProblemError('not-found');
    const effectiveFrom = how.effectiveFrom ?? (into === null ? '' : this.drafts.dateOf(into.effectiveFrom));
    const places = new Map(read.parts.map((p) => [p.kind, p.place])), placed = (f: ContentFault): FieldFault['at'] => places.get(f.kind)?.(f.path);
    const faults = await this.faultsOf(read.parts, read.faults, { ...into?.contents }, effectiveFrom);
    if (faults.length > 0) throw new ProblemError('rulebook-faults', { errors: faults.map((f): FieldFault => { const at = 'at' in f ? f.at : placed(f as ContentFault); return { pointer: `${f.kind === null ? '' : `/${f.kind}`}${f.path}`, code: f.code, message: f.en, zh: f.zh, ...(at && { at }) }; }) });
    const parts = Object.fromEntries(read.parts.map((p) => [p.kind, { content: p.content, ...(p.base !== null && { base: p.base }) }])) as Wishes;
    if (into !== null) return { draft: await this.drafts.edit(actor, into.id, null, { parts, ...(how.effectiveFrom !== undefined && { effectiveFrom: how.effectiveFrom }), ...(how.note !== undefined && { note: how.note }) }, { strict: true, placed }), replayed: false };
    return this.drafts.create(actor, { effectiveFrom, note: how.note, parts }, command, { strict: true, placed });
  }

  /** Everything that is wrong with what was read: of the file, of each schema, and between the kinds, the faulty places mended to look further. */
  private async faultsOf(parts: readonly Read[], unread: readonly FileFault[], others: Readonly<Partial<Record<Kind, unknown>>>, effectiveFrom: string): Promise<readonly (FileFault | ContentFault)[]> {
    const wrong: ContentFault[] = [], contents: Partial<Record<Kind, unknown>> = { ...others }, mended = new Map<Kind, readonly string[]>();
    let whole = true;
    for (const { kind, content } of parts) {
      const checked = KINDS[kind].safeParse(content, { reportInput: true });
      if (checked.success) { contents[kind] = checked.data; continue; }
      wrong.push(...schemaFaults(kind, checked.error));
      const held = await this.history.content(kind, {}), put = mend(kind, content, checked.error, held === null ? [] : [held.content]);
      if (put === null) whole = false;
      else { contents[kind] = put.content; mended.set(kind, put.mended); }
    }
    if (!whole || parts.length === 0 || (wrong.length === 0 && unread.length === 0)) return [...unread, ...wrong];
    const between = (await this.drafts.check(contents, effectiveFrom)).filter((f) => !(mended.get(f.kind) ?? []).some((path) => f.path === path || f.path.startsWith(`${path}/`)));
    return [...unread, ...wrong, ...between];
  }
}
