import { aiEvent } from './ai-event.js';
import { alertmanager } from './alertmanager.js';
import { chirpstack } from './chirpstack.js';
import { cloudevents } from './cloudevents.js';
import { gb28181 } from './gb28181.js';
import { Framer } from './hj212/framer.js';
import { decodeSegment } from './hj212/segment.js';
import { ngsi } from './ngsi.js';
import { onenet } from './onenet.js';
import { Parts } from './parts.js';
import type { Envelope, Protocol } from './protocol.js';
import type { Decoded } from './sample.js';
import { senmlCbor, senmlJson } from './senml.js';
import { sensorthings, sensorthingsArray } from './sensorthings.js';
import { thingsboard, thingsboardGateway } from './thingsboard.js';

type Decode = (bytes: Uint8Array, envelope: Envelope) => Decoded;
const isCbor = ({ contentType = '' }: Envelope): boolean => /^application\/(senml\+)?cbor\b/i.test(contentType.trim());

const DECODERS: Readonly<Record<Protocol, Decode>> = {
  onenet, thingsboard, 'thingsboard-gateway': thingsboardGateway, ngsi, chirpstack, alertmanager, 'ai-event': aiEvent, gb28181, cloudevents, hj212: hj212Stream,
  senml: (bytes, envelope) => (isCbor(envelope) ? senmlCbor : senmlJson)(bytes, envelope.receivedAt),
  sensorthings: (bytes, { datastream }) => sensorthings(bytes, datastream),
  'sensorthings-array': (bytes) => { const { samples, refused } = sensorthingsArray(bytes); return { samples, refused }; },
};

/** What a frame of a protocol holds, now or when a quarantined one is read again after a fix. Never throws; every part is a sample or a refusal. */
export const decode = (protocol: Protocol, bytes: Uint8Array, envelope: Envelope): Decoded => DECODERS[protocol](bytes, envelope);

/** One or more whole frames of HJ 212. */
function hj212Stream(bytes: Uint8Array): Decoded {
  const framer = new Framer(), parts = new Parts();
  for (const piece of [...framer.push(bytes), ...framer.end()]) {
    if (piece.kind === 'broken') { parts.refuse(piece.reason, '', piece.detail, piece.bytes); continue; }
    const { samples, refused } = decodeSegment(piece.segment);
    parts.samples.push(...samples);
    parts.refused.push(...refused);
  }
  return parts;
}
