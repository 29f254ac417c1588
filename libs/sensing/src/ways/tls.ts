import type { Config } from '#platform';
import type { TLSSocket, TlsOptions } from 'node:tls';

export type TlsConfig = Pick<Config, 'tlsCert' | 'tlsKey' | 'tlsCa'>;

/** What the TLS ports of devices are opened with. With authorities a client certificate is asked for; whether one that is missing or foreign is refused, the way decides (`certificateOf`). */
export const tlsOptions = ({ tlsCert, tlsKey, tlsCa }: TlsConfig): TlsOptions => ({
  cert: tlsCert ?? '', key: tlsKey ?? '', minVersion: 'TLSv1.2', handshakeTimeout: 10_000, ...(tlsCa !== null && { ca: tlsCa, requestCert: true, rejectUnauthorized: false }),
});

/** What the other end has shown: nothing, a certificate that none of our authorities vouches for (or that is not valid now), or one that is: then its SHA-256 fingerprint, small letters without colons. */
export type Shown = 'none' | 'foreign' | { readonly fingerprint: string };

export function certificateOf(socket: TLSSocket): Shown {
  const { fingerprint256 } = socket.getPeerCertificate() as { fingerprint256?: string };
  if (fingerprint256 === undefined) return 'none';
  return socket.authorized ? { fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() } : 'foreign';
}
