import { CONFIG, ProblemError, type Config } from '#platform';
import { Inject, Injectable } from '@nestjs/common';
import { Access } from './access.js';
import { Credentials } from './credentials.js';
import { Nonces } from './nonces.js';
import { header, type Headers } from './origin.js';
import type { Principal } from './principal.js';
import { readSignature, signatureFits, signedText, SIGNED_SCHEME } from './signature.js';

/** As much of a signed request as its signature covers. `rawBody`: the body as it came, where it was read already. */
export interface Signable { readonly method: string; readonly headers: Headers; readonly url?: string; readonly ip?: string; readonly body?: unknown; readonly rawBody?: Uint8Array }
export type SignatureFault = 'signature' | 'stale' | 'replayed';
/** A request that was refused. `account`: whose secret signed it; null where the signature is wrong: then nobody is known. */
export interface SignatureRefusal { readonly fault: SignatureFault; readonly account: string | null; readonly path: string; readonly address: string; readonly contentType: string; readonly body: Uint8Array }

const CODE = { signature: 'wrong-signature', stale: 'stale-timestamp', replayed: 'replayed-nonce' } as const satisfies Record<SignatureFault, string>;

/**
 * Requests that a device signs with its secret. The signature is looked at first: whether a timestamp or a nonce is wrong is told to whoever has the secret.
 * A nonce counts once in all processes and over restarts: it is kept in the database for as long as its timestamp would be believed.
 */
@Injectable()
export class Signatures {
  private readonly listeners: ((refusal: SignatureRefusal) => Promise<void>)[] = [];

  constructor(private readonly access: Access, private readonly credentials: Credentials, private readonly nonces: Nonces, @Inject(CONFIG) private readonly config: Pick<Config, 'signedSkew'>) {}

  /** Told of every refusal before it is answered. */
  register(listener: (refusal: SignatureRefusal) => Promise<void>): void { this.listeners.push(listener); }

  /** Who signed a request. @throws ProblemError wrong-signature, stale-timestamp, replayed-nonce */
  async check(request: Signable): Promise<Principal> {
    const said = readSignature(header(request.headers, 'authorization') ?? ''), path = request.url ?? '', body = bodyOf(request);
    const refuse = async (fault: SignatureFault, account: string | null): Promise<never> => {
      for (const listener of this.listeners) await listener({ fault, account, path, address: request.ip ?? '', contentType: header(request.headers, 'content-type') ?? '', body });
      throw new ProblemError(CODE[fault], { headers: { 'www-authenticate': SIGNED_SCHEME } });
    };
    const who = said === null ? null : this.access.device(said.account);
    if (said === null || who === null) return refuse('signature', null);
    const text = signedText(request.method, path, said, body), used = (await this.credentials.secretsOf(said.account)).find(({ secret }) => signatureFits(secret, text, said.signature));
    if (used === undefined) return refuse('signature', null);
    const now = Date.now(), skew = this.config.signedSkew * 1000;
    if (Math.abs(now - said.timestamp * 1000) > skew) return refuse('stale', said.account);
    if (!(await this.nonces.use(said.account, said.nonce, said.timestamp * 1000 + 2 * skew))) return refuse('replayed', said.account);
    await this.credentials.used(used.id);
    return who;
  }
}

const bodyOf = ({ rawBody, body }: Signable): Uint8Array => rawBody ?? (body instanceof Uint8Array ? body : new Uint8Array(0));
