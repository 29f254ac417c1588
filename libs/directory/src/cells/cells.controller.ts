import {
  cellDraftActionSchema, cellDraftEditSchema, cellDraftsQuerySchema, cellDraftWishSchema, cellExportQuerySchema, cellId, cellImportQuerySchema, CELL_DRAFT_ACTIONS, ROUTES, setResponsibleSchema,
  type CellDraft, type CellDraftAction, type CellDraftInFull, type CellInFull, type CellResponsible,
} from '#contract';
import type { Actor, CellId } from '#domain';
import { CheckedBody, CheckedPath, CheckedQuery, Clock, Database, etag, expectedVersion, idempotencyKey, ProblemError } from '#platform';
import { Controller, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { Serves, Who } from '../access/decorators.js';
import type { SignedRequest } from '../access/guard.js';
import { header } from '../access/origin.js';
import type { Principal } from '../access/principal.js';
import { Directory } from '../directory.js';
import type { Reply } from '../http/conditional.js';
import { toCrs } from './crs.js';
import { allowedOn, CellDrafts, same, type Draft, type DraftInFull } from './drafts.js';
import { readCells } from './read-file.js';
import { CellResponsibility } from './responsible.js';

interface Uploaded extends SignedRequest { readonly body?: unknown }
const wish = cellDraftWishSchema, edit = cellDraftEditSchema, imported = cellImportQuerySchema, exported = cellExportQuerySchema, wanted = setResponsibleSchema;

/** Cells: who answers for them, files out and in, and drafts of what is to come. */
@Controller()
export class CellsController {
  constructor(private readonly drafts: CellDrafts, private readonly responsibility: CellResponsibility, private readonly directory: Directory, private readonly database: Database, private readonly clock: Clock) {}

  @Serves(ROUTES.cellsResponsible)
  responsible(@Who() { actor }: Principal): CellResponsible[] {
    switch (actor.role) {
      case 'dispatcher': case 'supervisor': case 'leader': case 'operator': return this.responsibility.of(this.directory.cells().map((c) => c.code));
      case 'grid-member': return this.responsibility.of([...(actor.cells ?? [])]);
      case 'handler': case 'department-lead': case 'device': case 'citizen': case 'system': return [];
    }
  }

  @Serves(ROUTES.setResponsible)
  setResponsible(@CheckedPath('code', cellId) code: CellId, @CheckedBody(wanted) body: z.infer<typeof wanted>, @Who() { actor }: Principal): Promise<CellResponsible> { return this.responsibility.set(actor, code, body); }

  @Serves(ROUTES.exportCells)
  export(@CheckedQuery(exported) { crs, date }: z.infer<typeof exported>, @Res() reply: Reply): void {
    const at = date === undefined ? this.clock.now() : this.drafts.midnight(date), day = this.drafts.dateOf(at);
    const features = this.directory.cellEditions().cellsAt(at).map(({ code, zh, en, rings }) => ({ type: 'Feature', id: code, properties: { code, zh, en }, geometry: { type: 'Polygon', coordinates: rings.map((ring) => ring.map((p) => toCrs(p, crs))) } }));
    // What is not in degrees of WGS-84 says so: GeoJSON itself knows nothing else.
    const name = crs.startsWith('epsg:') ? { crs: { type: 'name', properties: { name: `urn:ogc:def:crs:${crs.toUpperCase().replace(':', '::')}` } } } : {};
    reply.header('content-disposition', `attachment; filename="cells-${day}${crs === 'wgs84' ? '' : `-${crs.replace(':', '')}`}.geojson"`).header('cache-control', 'private, no-cache').header('content-type', 'application/geo+json')
      .send(`{"type":"FeatureCollection",${JSON.stringify(name).slice(1, -1)}${crs.startsWith('epsg:') ? ',' : ''}"features":[\n${features.map((f) => JSON.stringify(f)).join(',\n')}\n]}\n`);
  }

  @Serves(ROUTES.importCells)
  async import(@CheckedQuery(imported) query: z.infer<typeof imported>, @Who() { actor }: Principal, @Req() request: Uploaded, @Res({ passthrough: true }) reply: Reply): Promise<CellDraft> {
    const command = `cells/import/${actor.id}/${idempotencyKey(request)}`, { body } = request, { crs, ...rest } = query;
    if (!Buffer.isBuffer(body)) throw new ProblemError('unsupported-media', { detail: 'Send the file itself as application/geo+json. 请以 application/geo+json 发送文件本身。' });
    return this.written(await this.drafts.import(actor, readCells(body, crs), rest, command), actor, reply);
  }

  @Serves(ROUTES.cellDrafts)
  async list(@CheckedQuery(cellDraftsQuerySchema) query: z.infer<typeof cellDraftsQuerySchema>, @Who() { actor }: Principal): Promise<CellDraft[]> { return (await this.drafts.list(query)).map((d) => this.row(d, actor)); }

  @Serves(ROUTES.createCellDraft)
  async create(@CheckedBody(wish) body: z.infer<typeof wish>, @Who() { actor }: Principal, @Req() request: SignedRequest, @Res({ passthrough: true }) reply: Reply): Promise<CellDraft> {
    return this.written(await this.drafts.create(actor, body, `cells/draft/${actor.id}/${idempotencyKey(request)}`), actor, reply);
  }

  @Serves(ROUTES.cellDraft)
  async show(@CheckedPath('id', z.uuid()) id: string, @Who() { actor }: Principal, @Res({ passthrough: true }) reply: Reply): Promise<CellDraftInFull> {
    const found = await this.drafts.find(id);
    if (found === null) throw new ProblemError('not-found');
    reply.header('etag', etag(found.draft.version)).header('cache-control', 'private, no-cache');
    return this.inFull(found, actor);
  }

  @Serves(ROUTES.editCellDraft)
  async edit(@CheckedPath('id', z.uuid()) id: string, @CheckedBody(edit) body: z.infer<typeof edit>, @Who() { actor }: Principal, @Req() { headers }: SignedRequest, @Res({ passthrough: true }) reply: Reply): Promise<CellDraftInFull> {
    const draft = await this.drafts.edit(actor, id, expectedVersion(header(headers, 'if-match') ?? undefined), body);
    reply.header('etag', etag(draft.version));
    return this.inFull(this.drafts.inFull(draft), actor);
  }

  @Serves(ROUTES.actOnCellDraft)
  async act(
    @CheckedPath('id', z.uuid()) id: string, @CheckedPath('action', z.enum(CELL_DRAFT_ACTIONS)) action: CellDraftAction, @CheckedBody(cellDraftActionSchema) { note }: z.infer<typeof cellDraftActionSchema>, @Who() { actor }: Principal,
    @Req() { headers }: SignedRequest, @Res({ passthrough: true }) reply: Reply,
  ): Promise<CellDraft> {
    const expected = expectedVersion(header(headers, 'if-match') ?? undefined);
    if (action === 'reject' && note === undefined) throw new ProblemError('invalid-input', { errors: [{ pointer: '/note', code: 'missing', message: 'say why', zh: '请说明理由' }] });
    const draft = await (action === 'approve' ? this.drafts.approve(actor, id, expected, note) : action === 'reject' ? this.drafts.reject(actor, id, expected, note ?? '') : this.drafts[action](actor, id, expected));
    reply.header('etag', etag(draft.version));
    return this.row(draft, actor);
  }

  @Serves(ROUTES.cell)
  async cell(@CheckedPath('code', cellId) code: CellId): Promise<CellInFull> {
    const now = this.clock.now(), editions = this.directory.cellEditions(), cell = editions.at(now).cell(code) ?? editions.cellsAt(Number.MAX_SAFE_INTEGER).find((c) => c.code === code);
    if (!cell) throw new ProblemError('not-found');
    const rows = await this.database.query<{ version: number; effective_from: string; zh: string | null; area_m2: number | null; published_by: string; author: string; note: string | null }>('select version, effective_from, zh, area_m2, published_by, author, note from cell_version where code = $1 order by effective_from desc, version desc', [code]);
    const [base] = await this.database.query<{ zh: string; area_m2: number }>('select zh, area_m2 from cell where code = $1', [code]);
    const holds = rows.find((r) => Number(r.effective_from) <= now)?.version ?? null, township = [...this.directory.book().townships].find((t) => code.startsWith(t.code));
    return {
      ...this.responsibility.ofCell(code), zh: cell.zh, en: cell.en, area: Math.round(cell.areaM2), township: township ? { code: township.code, zh: township.zh, en: township.en } : null,
      versions: [
        ...rows.map((r): CellInFull['versions'][number] => ({ effectiveFrom: this.drafts.dateOf(Number(r.effective_from)), zh: r.zh, area: r.area_m2, by: this.person(r.author), approvedBy: this.person(r.published_by), note: r.note, standing: r.version === holds ? 'in-force' : Number(r.effective_from) > now ? 'to-come' : 'past' })),
        ...(base ? [{ effectiveFrom: null, zh: base.zh, area: base.area_m2, by: null, approvedBy: null, note: null, standing: holds === null ? 'in-force' as const : 'past' as const }] : []),
      ],
    };
  }

  private written({ draft, replayed }: { draft: Draft; replayed: boolean }, actor: Actor, reply: Reply): CellDraft {
    reply.header('etag', etag(draft.version));
    if (replayed) reply.header('idempotency-replayed', 'true');
    return this.row(draft, actor);
  }
  private person(id: string): { id: string; name: string } { return { id, name: this.directory.name(id) }; }

  private row(d: Draft, actor: Actor): CellDraft {
    const known = this.directory.cellEditions().at(Math.max(d.effectiveFrom, 0)), put = d.changes.flatMap((c) => ('put' in c ? [c.put.code] : []));
    return {
      id: d.id, version: d.version, effectiveFrom: this.drafts.dateOf(d.effectiveFrom), note: d.note, author: this.person(d.author), createdAt: d.createdAt, changedAt: d.changedAt, state: d.state, submittedAt: d.submittedAt,
      decidedBy: d.decidedBy === null ? null : this.person(d.decidedBy), decidedAt: d.decidedAt, decisionNote: d.decisionNote, allowed: allowedOn(d, actor),
      added: put.filter((code) => known.cell(code) === null).length, changed: put.filter((code) => known.cell(code) !== null).length, removed: d.changes.length - put.length,
    };
  }

  private inFull({ draft, holdsFrom, before, after, faults }: DraftInFull, actor: Actor): CellDraftInFull {
    const was = new Map(before.map((c) => [c.code as string, c])), is = new Map(after.map((c) => [c.code as string, c]));
    const changes = draft.changes.map((change): CellDraftInFull['changes'][number] => {
      const code = 'put' in change ? change.put.code : change.remove, old = was.get(code), cell = is.get(code);
      if (!('put' in change)) return { what: 'removed', code, zh: old?.zh ?? code, en: old?.en ?? code, area: 0, was: old ? Math.round(old.areaM2) : null, geometry: null };
      return { what: old === undefined ? 'added' : cell !== undefined && same(cell, old) ? 'same' : 'changed', code, zh: change.put.zh, en: change.put.en, area: Math.round(cell?.areaM2 ?? 0), was: old ? Math.round(old.areaM2) : null, geometry: change.put.geometry };
    });
    const of = (what: string): number => changes.filter((c) => c.what === what).length;
    return { ...this.row(draft, actor), added: of('added'), changed: of('changed'), removed: of('removed'), holdsFrom: this.drafts.dateOf(holdsFrom), changes, faults: [...faults], total: after.length };
  }
}
