import { oneNetQuerySchema, ROUTES, type TakenView } from '#contract';
import { Directory, Serves } from '#directory';
import { CheckedQuery, CONFIG, ProblemError, type Config } from '#platform';
import { Body, Controller, Header, Inject, Param } from '@nestjs/common';
import type { z } from 'zod';
import { signedBy, signedPart } from '../../protocols/onenet.js';
import { Inlet } from '../inlet.js';
import { Nonces } from '../nonces.js';
import { bytesOf, orBusy, viewOf } from './answer.js';

/** As much as is kept of what somebody sent who could not sign it. */
const UNSIGNED_KEPT = 2_048;

/** The HTTP push of OneNET: it signs with a token of its own, and sends again whatever is not answered 200. */
@Controller()
export class OneNetController {
  private readonly answered = new Nonces();
  constructor(private readonly inlet: Inlet, private readonly directory: Directory, @Inject(CONFIG) private readonly config: Pick<Config, 'oneNetToken'>) {}

  @Serves(ROUTES.verifyOneNet)
  @Header('content-type', 'text/plain; charset=utf-8')
  verify(@Param('account') account: string, @CheckedQuery(oneNetQuerySchema) { msg, nonce, signature }: z.infer<typeof oneNetQuerySchema>): string {
    const token = this.tokenFor(account);
    if (!signedBy(token, nonce, msg, signature)) throw new ProblemError('no-right', { detail: 'the signature is not that of GRID_ONENET_TOKEN' });
    return msg;
  }

  /** Signed, it is answered 200 whatever could be read of it: sent again it would be no better. */
  @Serves(ROUTES.oneNet)
  async push(@Param('account') account: string, @Body() body: unknown): Promise<TakenView> {
    const token = this.tokenFor(account), raw = bytesOf(body), signed = signedPart(raw), message = signed?.messages.find((one) => signedBy(token, signed.nonce, one, signed.signature));
    if (signed === null || message === undefined) {
      await orBusy(this.inlet.refuse('onenet', 'signature', signed === null ? 'carries no signature' : 'has another signature than its message', raw.subarray(0, UNSIGNED_KEPT), { account: null, way: 'http' }));
      throw new ProblemError('no-right', { detail: 'the signature is not that of GRID_ONENET_TOKEN' });
    }
    const id = `${signed.nonce}\n${signed.signature}`, now = this.inlet.now();
    if (this.answered.has(id, now)) {
      await orBusy(this.inlet.refuse('onenet', 'replayed', 'was taken already', raw.subarray(0, UNSIGNED_KEPT), { account, way: 'http' }));
      return { accepted: 0, duplicates: 0, quarantined: 0, refused: [{ part: '', reason: 'replayed', detail: 'was taken already' }] };
    }
    const { decoded, received } = await orBusy(this.inlet.take('onenet', raw, { account, way: 'http' }));
    this.answered.add(id, now);
    return decoded.samples.length > 0 ? viewOf({ decoded, received }) : { accepted: 0, duplicates: 0, quarantined: 0, refused: decoded.refused.map(({ part, reason, detail }) => ({ part, reason, detail })) };
  }

  private tokenFor(account: string): string {
    const person = this.directory.person(account), { oneNetToken } = this.config;
    if (oneNetToken === null || person === null || !person.active || person.role !== 'device') throw new ProblemError('not-found');
    return oneNetToken;
  }
}
