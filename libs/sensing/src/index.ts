export type { Decoded, Reason, Refused, Sample } from './protocols/sample.js';
