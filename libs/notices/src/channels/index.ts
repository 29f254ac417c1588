import type { NoticeChannel } from './channel.js';
import { Mail } from './mail.js';
import { Push } from './push.js';
import { Webhook } from './webhook.js';

/** Every way out of the app: a new channel is one file and one line here. Each is a Nest provider. What is told inside the app is its row in the list (`in-app.ts`). */
export const CHANNELS: readonly (new (...dependencies: never[]) => NoticeChannel)[] = [Mail, Webhook, Push];
