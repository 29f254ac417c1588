export * from './reading.js';
export * from './rule.js';
export * from './alarm.js';
export { READING_VERDICTS, type ReadingVerdict } from './verdict.js';
export { alarmKey, compile, inScope, type Arrangement, type Compiled, type Unwatched } from './compile.js';
export { Engine, ENGINE_SETTINGS, type EngineSettings } from './engine.js';
