export { startHarness, type Harness, type HarnessOptions } from './harness.js';
export { backends, type Backend } from './backends.js';
export { Client, type Answer } from './client.js';
