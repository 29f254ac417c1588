export * from './reading.js';
export * from './rule.js';
export * from './alarm.js';
export { alarmKey, inScope } from './key.js';
export { READING_VERDICTS, type ReadingVerdict } from './verdict.js';
export { compile, type Arrangement, type Compiled, type Unwatched } from './compile.js';
export { Engine, ENGINE_SETTINGS, type EngineSettings } from './engine.js';
export { Inhibitions, settleTime, type Inhibiting } from './inhibition.js';
export { backtest, type Backtest, type Label, type Past, type PastAlarm } from './backtest.js';
