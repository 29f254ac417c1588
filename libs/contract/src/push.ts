import { z } from 'zod';
import { instant } from './values.js';
import { said } from './said.js';

const base64url = (bytes: number) => z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}=*$`), said(`${bytes} bytes in base64url`, `base64url 编码的 ${bytes} 字节`)).transform((s) => s.replace(/=+$/, ''));

/** The server's public key (P-256, uncompressed, base64url), as `pushManager.subscribe` takes it. */
export const pushKeySchema = z.strictObject({ key: z.string() });
/** A browser's subscription, as `PushSubscription.toJSON()` gives it. */
export const pushSubscriptionSchema = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  expirationTime: instant.nullable().optional(),
  /** The browser's public key and its secret: only it can read what is sent. */
  keys: z.strictObject({ p256dh: base64url(65), auth: base64url(16) }),
});
export type PushSubscription = z.infer<typeof pushSubscriptionSchema>;
export const pushEndpointSchema = z.strictObject({ endpoint: z.string().max(1000) });
/** How many browsers of mine are told. */
export const pushedSchema = z.strictObject({ browsers: z.int() });

/** What a browser is sent: no names, no numbers, nothing that people wrote. The service worker shows it. */
export const pushPayloadSchema = z.strictObject({
  title: z.string(), body: z.string(),
  /** Below the app's folder, without a leading slash. */
  url: z.string(),
  /** A later notice about the same takes its place. */
  tag: z.string(),
  /** Stays on the screen until it is seen. */
  urgent: z.boolean(), at: instant,
});
export type PushPayload = z.infer<typeof pushPayloadSchema>;
