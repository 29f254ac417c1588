import multipart from '@fastify/multipart';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { ProblemError } from '#platform';
import { Budget } from '../budget.js';
import { MAX_BYTES } from '../image/codec.js';

/** One part `photo` of a multipart body, read whole. `pointer` names it in problems: `/photo/0` … */
export interface Part { readonly bytes: Buffer; readonly pointer: string }

export const MAX_PHOTOS = 12;
/** All photos of one request together. */
const MAX_BODY = 48 * 1024 * 1024;
const MAX_FIELD = 64 * 1024;
/** Bodies held in memory by all requests of this process together; more wait with their bytes still in the network. */
const IN_FLIGHT = 96 * 1024 * 1024;

/** Reads multipart bodies within bounds of parts, of bytes a part and a request, and of bytes in flight. */
@Injectable()
export class PhotoParts {
  private readonly inFlight = new Budget(IN_FLIGHT);

  /** The parser is hung into the HTTP server here, so that whoever starts it need not know; a process without one (a worker) has none. */
  constructor(host: HttpAdapterHost) {
    const adapter = host.httpAdapter as typeof host.httpAdapter | null | undefined;
    if (!adapter || adapter.getType() !== 'fastify') return;
    const fastify = adapter.getInstance<FastifyInstance>();
    if (!fastify.hasContentTypeParser('multipart/form-data')) void fastify.register(multipart, { limits: { parts: MAX_PHOTOS + 8, headerPairs: 40, fieldNameSize: 100 }, isPartAFile: () => true, throwFileSizeLimit: false });
  }

  /**
   * Runs `use` with the parts `photo` and the named text parts; the memory they take is counted until it ends.
   * Throws ProblemError `unsupported-media`, `too-large` or `invalid-input`, naming the part.
   */
  async with<T>(request: FastifyRequest, fields: readonly string[], use: (photos: Part[], fields: ReadonlyMap<string, string>) => Promise<T>): Promise<T> {
    if (!PhotoParts.isMultipart(request)) throw new ProblemError('unsupported-media', { detail: 'send multipart/form-data' });
    const declared = Number(request.headers['content-length'] ?? MAX_BODY);
    return this.inFlight.with(Number.isFinite(declared) ? Math.min(declared, MAX_BODY) : MAX_BODY, async () => {
      const { photos, texts } = await this.read(request, fields);
      return use(photos, texts);
    });
  }

  /** Runs what holds so many bytes of a photo, counted with the bodies in flight. */
  async holding<T>(bytes: number, run: () => Promise<T>): Promise<T> { return this.inFlight.with(Math.min(bytes, MAX_BYTES), run); }

  static isMultipart(request: FastifyRequest): boolean {
    return /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');
  }

  private async read(request: FastifyRequest, fields: readonly string[]): Promise<{ photos: Part[]; texts: Map<string, string> }> {
    const photos: Part[] = [];
    const texts = new Map<string, string>();
    let total = 0;
    try {
      for await (const part of request.parts({ limits: { fileSize: MAX_BYTES } })) {
        const name = part.fieldname;
        if (part.type !== 'file') throw refuse(`/${pointerOf(name)}`, 'could not be read');
        if (name === 'photo') {
          const pointer = `/photo/${photos.length}`;
          if (photos.length >= MAX_PHOTOS) throw refuse('/photo', `at most ${MAX_PHOTOS} photos at once`);
          const bytes = await upTo(part.file, MAX_BYTES, pointer, `the file is larger than ${MAX_BYTES / 1024 / 1024} MB`);
          total += bytes.length;
          if (total > MAX_BODY) throw tooLarge(pointer, `the photos together are larger than ${MAX_BODY / 1024 / 1024} MB`);
          photos.push({ bytes, pointer });
        } else if (fields.includes(name) && !texts.has(name)) {
          texts.set(name, utf8(await upTo(part.file, MAX_FIELD, `/${pointerOf(name)}`, `the part is larger than ${MAX_FIELD / 1024} kB`), `/${pointerOf(name)}`));
        } else throw refuse(`/${pointerOf(name)}`, texts.has(name) ? 'the part came twice' : 'an unknown part');
      }
    } catch (error) {
      // Whatever is still coming is read away, so that the answer reaches a client that is still sending.
      request.raw.unpipe();
      request.raw.resume();
      throw asProblem(error);
    }
    return { photos, texts };
  }
}

async function upTo(stream: Readable, limit: number, pointer: string, message: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(pointer, message);
    chunks.push(chunk);
  }
  // busboy cuts a part off at its own limit and says so only by this mark.
  if ((stream as Readable & { truncated?: boolean }).truncated === true) throw tooLarge(pointer, message);
  return Buffer.concat(chunks, size);
}

function utf8(bytes: Buffer, pointer: string): string {
  try { return new TextDecoder('utf-8', { fatal: true }).decode(bytes); } catch { throw refuse(pointer, 'must be UTF-8 text'); }
}

const refuse = (pointer: string, message: string): ProblemError => new ProblemError('invalid-input', { errors: [{ pointer, code: 'invalid', message }] });
const tooLarge = (pointer: string, message: string): ProblemError => new ProblemError('too-large', { detail: message, errors: [{ pointer, code: 'too-large', message }] });
const pointerOf = (name: string | undefined): string => (name ?? '').slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');

function asProblem(error: unknown): unknown {
  if (error instanceof ProblemError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'FST_PARTS_LIMIT' || code === 'FST_FILES_LIMIT' || code === 'FST_FIELDS_LIMIT') return refuse('', 'too many parts');
  if (error instanceof Error && error.message !== '') return new ProblemError('invalid-input', { detail: 'the multipart body is malformed or cut off', errors: [{ pointer: '', code: 'malformed', message: error.message }] });
  return error;
}
