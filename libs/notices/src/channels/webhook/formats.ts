import type { EndpointFormat } from '#contract';
import { dingtalk } from './dingtalk.js';
import { feishu } from './feishu.js';
import type { Format } from './format.js';
import { plain } from './plain.js';
import { wecom } from './wecom.js';

/** A new one is one file, one line here and one word in `ENDPOINT_FORMATS`. */
export const FORMATS: Readonly<Record<EndpointFormat, Format>> = { wecom, dingtalk, feishu, plain };
