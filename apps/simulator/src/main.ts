#!/usr/bin/env node
import { optionsOf, UsageError, type Options } from './options.js';
import { run } from './run.js';

const say = (line: string): void => { process.stdout.write(`${line}\n`); };

let options: Options;
try { options = optionsOf(process.argv.slice(2), process.env); } catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
process.exitCode = await run(options, say).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
