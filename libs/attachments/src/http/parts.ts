import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** One part `photo` of a multipart body, read whole. `pointer` names it in problems: `/photo/0` … */
export interface Part { readonly bytes: Buffer; readonly pointer: string }

/** Reads multipart bodies within bounds of parts, bytes a part and bytes in flight. */
@Injectable()
export class PhotoParts {
  /** The photos and the named text fields. Throws ProblemError `unsupported-media`, `too-large`, `invalid-input`. */
  async read(request: FastifyRequest, fields: readonly string[] = []): Promise<{ photos: Part[]; fields: Map<string, string> }> {
    void request; void fields;
    throw new Error('not written yet');
  }
}
