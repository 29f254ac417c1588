import type { NoticeChannel } from './channel.js';
import { InApp } from './in-app.js';

/** Every way there is: a new channel is one file and one line here. Each is a Nest provider. */
export const CHANNELS: readonly (new (...dependencies: never[]) => NoticeChannel)[] = [InApp];
