import { Controller, Header, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PhotoParts } from '#attachments';
import { PROOF_HEADER, publicReportSchema, ROUTES, type Challenge, type PublicPage, type PublicReceipt, type PublicReport } from '#contract';
import { Directory, Serves } from '#directory';
import { checked, CONFIG, idempotencyKey, ProblemError, type Config } from '#platform';
import { createHash } from 'node:crypto';
import { PublicGate } from './gate.js';
import { KINDS } from './kinds.js';
import { EcologicalMap } from './map.js';
import { PublicReports } from './public-reports.js';

const body = checked<PublicReport>(publicReportSchema, 'body');
/** Four photos as a telephone has lightened them, with room to spare. */
const MOST_BYTES = 24 * 1024 * 1024;

/** What residents see and send: no sign-in, no personal data in any answer. */
@Controller()
export class PublicController {
  private sent: { readonly of: unknown; readonly etag: string; readonly text: string }[] = [];

  constructor(
    private readonly gate: PublicGate, private readonly reports: PublicReports, private readonly ecology: EcologicalMap, private readonly directory: Directory, private readonly parts: PhotoParts,
    @Inject(CONFIG) private readonly config: Pick<Config, 'contact'>,
  ) {}

  @Serves(ROUTES.publicPage)
  @Header('cache-control', 'no-cache')
  page(): PublicPage {
    const { county: { zh, en } } = this.directory.book();
    return { county: { zh, en }, contact: this.config.contact, reporting: this.gate.open, kinds: KINDS.map((k) => ({ id: k.id, zh: k.zh, en: k.en })), serverTime: Date.now() };
  }

  @Serves(ROUTES.publicChallenge)
  @Header('cache-control', 'no-store')
  challenge(@Req() { ip }: FastifyRequest): Promise<Challenge> { return this.gate.challenge(ip); }

  @Serves(ROUTES.publicReport)
  @Header('cache-control', 'no-store')
  async report(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<PublicReceipt> {
    const key = idempotencyKey(request), { ip } = request;
    if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) throw new ProblemError('too-large', { detail: `more than ${MOST_BYTES / 1024 / 1024} MB` });
    const solved = await this.gate.admit(request.headers[PROOF_HEADER] as string | undefined, key, ip);
    return this.parts.with(request, ['report'], async (photos, fields) => {
      const said = body.transform(parse(fields.get('report')), { type: 'body' });
      await this.gate.spend(solved, key, ip);
      const { receipt, replayed } = await this.reports.take(said, photos, key);
      if (replayed) void reply.header('idempotency-replayed', 'true');
      return receipt;
    });
  }

  @Serves(ROUTES.publicMap)
  async map(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> { this.answer(request, reply, await this.ecology.map(), (map) => map); }

  @Serves(ROUTES.publicCells)
  cells(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.answer(request, reply, this.directory.cells(), (cells) => ({
      type: 'FeatureCollection', features: cells.map(({ code, zh, en, rings }) => ({ type: 'Feature', id: code, properties: { code, zh, en }, geometry: { type: 'Polygon', coordinates: rings } })),
    }));
  }

  /** Made once for the same object; any cache may keep it for some minutes, and whoever has it is answered 304. */
  private answer<T extends object>(request: FastifyRequest, reply: FastifyReply, of: T, make: (of: T) => object): void {
    let made = this.sent.find((s) => s.of === of);
    if (made === undefined) {
      const text = JSON.stringify(make(of));
      made = { of, text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
      this.sent = [made, ...this.sent].slice(0, 2);
    }
    const { etag, text } = made, known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    void reply.headers({ etag, 'cache-control': 'public, max-age=300' });
    if (known.includes(etag)) void reply.code(304).send();
    else void reply.type('application/json; charset=utf-8').send(text);
  }
}

function parse(text: string | undefined): unknown {
  if (text === undefined) throw new ProblemError('invalid-input', { errors: [{ pointer: '/report', code: 'missing', message: 'the part report is missing', zh: '缺少 report 部分' }] });
  try { return JSON.parse(text); } catch { throw new ProblemError('malformed-json', { detail: 'the part report is not JSON', errors: [{ pointer: '/report', code: 'malformed-json', message: 'not valid JSON', zh: '不是有效的 JSON' }] }); }
}
