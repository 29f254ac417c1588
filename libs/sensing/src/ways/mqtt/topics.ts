import type { Envelope, Protocol } from '../../protocols/protocol.js';

/** What is spoken on a topic, and what of its name or its bytes says how to read it. */
export interface Spoken { readonly protocol: Protocol; readonly envelope: Omit<Envelope, 'receivedAt'> }

const WHOLE: Readonly<Record<string, Protocol>> = {
  'v1/devices/me/telemetry': 'thingsboard', 'v1/gateway/telemetry': 'thingsboard-gateway', 'v1.1/Observations': 'sensorthings', 'v1.1/CreateObservations': 'sensorthings-array',
  senml: 'senml', ngsi: 'ngsi', cloudevents: 'cloudevents', 'ai-events': 'ai-event', alertmanager: 'alertmanager', gb28181: 'gb28181',
};
const CHIRPSTACK = /^application\/[^/]+\/device\/[^/]+\/event\/[a-z]+$/;
const DATASTREAM = /^v1\.1\/Datastreams\((?:'([^']{1,100})'|([^()']{1,100}))\)\/Observations$/;

/** The protocol of a topic; null: nothing is spoken there. CloudEvents are structured or a batch, SenML JSON or CBOR by their first byte. */
export function spokenOn(topic: string, payload: Uint8Array): Spoken | null {
  const whole = Object.hasOwn(WHOLE, topic) ? WHOLE[topic] : undefined, list = payload.find((byte) => byte > 0x20) === 0x5b;
  if (whole === 'senml') return { protocol: whole, envelope: { contentType: list ? 'application/senml+json' : 'application/senml+cbor' } };
  if (whole === 'cloudevents') return { protocol: whole, envelope: { contentType: list ? 'application/cloudevents-batch+json' : 'application/cloudevents+json' } };
  if (whole !== undefined) return { protocol: whole, envelope: {} };
  if (CHIRPSTACK.test(topic)) return { protocol: 'chirpstack', envelope: {} };
  const datastream = DATASTREAM.exec(topic)?.slice(1).find((id) => id !== undefined);
  return datastream === undefined ? null : { protocol: 'sensorthings', envelope: { datastream } };
}
