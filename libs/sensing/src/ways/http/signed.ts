import { INGEST_ROUTES, readingDetail } from '#contract';
import { Signatures, type SignatureFault, type SignatureRefusal } from '#directory';
import { CONFIG, type Config } from '#platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Protocol } from '../../protocols/protocol.js';
import { signatures } from '../gauges.js';
import { Inlet } from '../inlet.js';
import { Strangers } from '../strangers.js';
import { orBusy } from './answer.js';

/** What is spoken on a route; null: no frame is sent there. */
const SPOKEN: Readonly<Record<keyof typeof INGEST_ROUTES, Protocol | null>> = {
  verifyOneNet: null, oneNet: 'onenet', thingsBoard: 'thingsboard', senml: 'senml', observation: 'sensorthings', observationOf: 'sensorthings', observations: 'sensorthings-array', ngsi: 'ngsi',
  cloudEvents: 'cloudevents', chirpStack: 'chirpstack', alertmanager: 'alertmanager', aiEvents: 'ai-event', gb28181: 'gb28181',
};
const PATHS = Object.entries(INGEST_ROUTES).map(([name, { path }]) => [new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/g, '[^/]+')}/?$`), SPOKEN[name as keyof typeof INGEST_ROUTES]] as const);
/** The protocol of a path with or without its query; null: no way in for frames. */
export const spokenAt = (path: string): Protocol | null => { const bare = path.split('?', 1)[0] ?? ''; return PATHS.filter(([, protocol]) => protocol !== null).find(([pattern]) => pattern.test(bare))?.[1] ?? null; };

const KEPT_OF_A_REPLAY = 2_048;

/** Signed requests that were refused: counted, and on a way in for readings kept in quarantine. */
@Injectable()
export class SignedRefusals implements OnModuleInit {
  constructor(private readonly signed: Signatures, private readonly inlet: Inlet, private readonly strangers: Strangers, @Inject(CONFIG) private readonly config: Pick<Config, 'signedSkew'>) {}

  onModuleInit(): void { this.signed.register((refusal) => this.keep(refusal)); }

  private async keep({ fault, account, path, address, contentType, body }: SignatureRefusal): Promise<void> {
    signatures.inc({ fault });
    const protocol = spokenAt(path);
    if (protocol === null) return;
    if (account === null) return orBusy(this.strangers.refuse(protocol, 'signature', 'signed-wrong', body, address, 'http'));
    const detail = fault === 'stale' ? readingDetail('signed-stale', { seconds: this.config.signedSkew }) : readingDetail('nonce-used'), raw = fault === 'stale' ? body : body.subarray(0, KEPT_OF_A_REPLAY);
    await orBusy(this.inlet.hand(protocol, { samples: [], refused: [{ reason: fault satisfies SignatureFault, part: '', detail, raw }] }, raw, { account, way: 'http' }, { contentType: contentType.slice(0, 200) }));
  }
}
