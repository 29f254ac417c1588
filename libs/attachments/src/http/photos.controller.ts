import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { photoHash, photoQuerySchema, ROUTES, uploadPieceQuerySchema, type Upload, type UploadState } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { CheckedPath, CheckedQuery, ProblemError } from '#platform';
import type { Size } from '../image/render.js';
import { Photos } from '../photos.js';
import { PhotoSight } from '../sight.js';
import { Uploads } from '../uploads.js';
import { PhotoParts } from './parts.js';
import { rangeOf } from './range.js';

@Controller()
export class PhotosController {
  constructor(private readonly photos: Photos, private readonly parts: PhotoParts, private readonly sight: PhotoSight, private readonly uploads: Uploads) {}

  @Serves(ROUTES.upload)
  async upload(@Req() request: FastifyRequest, @Who() who: Principal): Promise<Upload[]> {
    return this.parts.with(request, [], async (photos) => {
      if (photos.length === 0) throw new ProblemError('invalid-input', { errors: [{ pointer: '/photo', code: 'missing', message: 'at least one part named photo', zh: '至少要有一个名为 photo 的部分' }] });
      return this.photos.acceptAll(photos, who.actor.id);
    });
  }

  @Serves(ROUTES.uploadState)
  async uploadState(@CheckedPath('hash', photoHash) hash: string, @Who() who: Principal): Promise<UploadState> {
    return this.uploads.state(hash, who.actor.id);
  }

  @Serves(ROUTES.uploadPiece)
  async uploadPiece(@CheckedPath('hash', photoHash) hash: string, @CheckedQuery(uploadPieceQuerySchema) query: { offset: number; size: number }, @Who() who: Principal, @Req() { body }: FastifyRequest): Promise<UploadState> {
    const bytes = body ?? Buffer.alloc(0);
    if (!Buffer.isBuffer(bytes)) throw new ProblemError('unsupported-media', { detail: 'send application/octet-stream' });
    return this.parts.holding(query.size, () => this.uploads.piece(hash, who.actor.id, query, bytes));
  }

  /** A photo that is not there and one that is not to be seen answer alike. Bytes never change under a hash and a size: cached for good, but only by the reader. */
  @Serves(ROUTES.photo)
  async show(
    @CheckedPath('hash', photoHash) hash: string, @CheckedQuery(photoQuerySchema) query: { size: Size }, @Who() who: Principal, @Req() request: FastifyRequest, @Res() reply: FastifyReply,
  ): Promise<void> {
    const seen = (await this.photos.sentBy(hash, who.actor.id)) || (await this.sight.sees(hash, who.actor));
    const served = seen ? await this.photos.served(hash, query.size) : null;
    if (served === null) throw new ProblemError('not-found');
    const tag = `"${hash.slice(0, 32)}-${query.size}"`;
    const ifRange = request.headers['if-range'];
    const range = ifRange === undefined || ifRange === tag ? rangeOf(request.headers.range, served.bytes) : 'all';
    const fresh = matches(request.headers['if-none-match'], tag);
    if (!fresh && range === 'unsatisfiable') throw new ProblemError('range-not-satisfiable', { headers: { 'content-range': `bytes */${served.bytes}` } });
    void reply.headers({
      etag: tag, 'cache-control': 'private, max-age=31536000, immutable', vary: 'cookie, authorization', 'accept-ranges': 'bytes', 'x-content-type-options': 'nosniff',
      'content-disposition': 'inline', 'cross-origin-resource-policy': 'same-origin',
    });
    if (fresh || range === 'unsatisfiable') return void reply.status(304).send();
    void reply.header('content-type', served.type);
    if (range === 'all') return void reply.header('content-length', served.bytes).send(await served.open());
    void reply.status(206).headers({ 'content-range': `bytes ${range.start}-${range.end}/${served.bytes}`, 'content-length': range.end - range.start + 1 });
    return void reply.send(await served.open(range));
  }
}

const matches = (header: string | undefined, tag: string): boolean =>
  header !== undefined && header.split(',').some((t) => t.trim().replace(/^W\//, '') === tag || t.trim() === '*');
