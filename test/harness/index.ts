export { milliseconds, startHarness, TUESDAY_MORNING, type Harness, type HarnessOptions } from './harness.js';
export { backends, redisFound, type Backend } from './backends.js';
export { Client, type Answer, type Ask, type BodyOf } from './client.js';
export { cloneDatabase, DEMO_PASSWORD, emptyDatabase } from './databases.js';
export { freePort, startRedis, type TestRedis } from './redis.js';
export { CELL, CELLS, ELSEWHERE, photo, placeIn, rubbish, RUBBISH, type ReportInput } from './county.js';
export { runProgram, startProgram, until, type RunningProgram } from './program.js';
