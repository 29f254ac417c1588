import { oneNetQuerySchema, readingDetail, ROUTES, type TakenView } from '#contract';
import { Directory, Nonces, Serves, Who, type Principal } from '#directory';
import { CheckedQuery, CONFIG, ProblemError, type Config } from '#platform';
import { Body, Controller, Header, Inject, Ip, Param } from '@nestjs/common';
import type { z } from 'zod';
import { signedBy, signedPart } from '../../protocols/onenet.js';
import { Inlet } from '../inlet.js';
import { Strangers } from '../strangers.js';
import { bytesOf, orBusy, refusedOf, viewOf } from './answer.js';

const KEPT_OF_A_REPLAY = 2_048;
/** A push that was answered is known for so long; one that is sent again later than that is told by its readings' keys. */
const REMEMBERED_MS = 10 * 60_000;

/** The HTTP push of OneNET: it signs with a token of its own, and sends again whatever is not answered 200. Whoever passes its pushes on may sign in as the account itself instead. */
@Controller()
export class OneNetController {
  constructor(private readonly inlet: Inlet, private readonly strangers: Strangers, private readonly nonces: Nonces, private readonly directory: Directory, @Inject(CONFIG) private readonly config: Pick<Config, 'oneNetToken'>) {}

  @Serves(ROUTES.verifyOneNet)
  @Header('content-type', 'text/plain; charset=utf-8')
  verify(@Param('account') account: string, @CheckedQuery(oneNetQuerySchema) { msg, nonce, signature }: z.infer<typeof oneNetQuerySchema>): string {
    const token = this.tokenFor(account);
    if (!signedBy(token, nonce, msg, signature)) throw new ProblemError('no-right', { detail: 'the signature is not that of GRID_ONENET_TOKEN' });
    return msg;
  }

  /** Signed, it is answered 200 whatever could be read of it: sent again it would be no better. */
  @Serves(ROUTES.oneNet)
  async push(@Param('account') account: string, @Body() body: unknown, @Ip() address: string, @Who() who: Principal | undefined): Promise<TakenView> {
    const raw = bytesOf(body);
    if (who?.actor.role === 'device' && who.actor.id === account) return this.taken(account, raw);
    const token = this.tokenFor(account), signed = signedPart(raw), message = signed?.messages.find((one) => signedBy(token, signed.nonce, one, signed.signature));
    if (signed === null || message === undefined) {
      await orBusy(this.strangers.refuse('onenet', 'signature', signed === null ? 'unsigned' : 'signature-differs', raw, address, 'http'));
      throw new ProblemError('no-right', { detail: 'the signature is not that of GRID_ONENET_TOKEN' });
    }
    const id = `${signed.nonce}\n${signed.signature}`;
    if (await this.nonces.used(account, id)) {
      const again = { reason: 'replayed', part: '', detail: readingDetail('taken-already') } as const;
      await orBusy(this.inlet.refuse('onenet', again.reason, again.detail, raw.subarray(0, KEPT_OF_A_REPLAY), { account, way: 'http' }));
      return { accepted: 0, duplicates: 0, quarantined: 0, refused: [refusedOf(again)] };
    }
    const answer = await this.taken(account, raw);
    await this.nonces.use(account, id, Date.now() + REMEMBERED_MS);
    return answer;
  }

  private async taken(account: string, raw: Uint8Array): Promise<TakenView> {
    const { decoded, received } = await orBusy(this.inlet.take('onenet', raw, { account, way: 'http' }));
    return decoded.samples.length > 0 ? viewOf({ decoded, received }) : { accepted: 0, duplicates: 0, quarantined: 0, refused: decoded.refused.map(refusedOf) };
  }

  private tokenFor(account: string): string {
    const person = this.directory.person(account), { oneNetToken } = this.config;
    if (oneNetToken === null || person === null || !person.active || person.role !== 'device') throw new ProblemError('not-found');
    return oneNetToken;
  }
}
