/** The languages that senders speak; what a quarantined frame is kept with. */
export const PROTOCOLS = ['onenet', 'thingsboard', 'thingsboard-gateway', 'hj212', 'senml', 'sensorthings', 'sensorthings-array', 'ngsi', 'cloudevents', 'chirpstack', 'alertmanager', 'ai-event', 'gb28181'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** What beside its bytes says how a frame is read. Plain data: it is kept with a quarantined frame. */
export interface Envelope {
  readonly contentType?: string;
  /** Only those a protocol reads (`ce-…`, `ngsiv2-attrsformat`), in small letters. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The datastream that a SensorThings path names. */
  readonly datastream?: string;
  /** Digest of the password that a logger said whom nobody vouches for. */
  readonly password?: string;
  /** When it was received, epoch milliseconds: SenML's times may be relative to it. */
  readonly receivedAt: number;
}
