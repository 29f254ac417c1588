import { board } from './board.js';
import { decisions } from './decisions.js';
import { run as duplicates } from './duplicates.js';
import { engine } from './engine.js';
import { escalations } from './escalations.js';
import { lifecycles } from './lifecycles.js';
import { locate } from './locate.js';
import { machine } from './machine.js';
import { readings } from './readings.js';
import { screens } from './screens.js';
import { series } from './series.js';
import { storm } from './storm.js';
import { work } from './work.js';

type Print = (line: string) => void;

/** Each scenario prints its settings before its figures. `args`: the options that follow the names on the command line. */
const SCENARIOS: Readonly<Record<string, (print: Print, args: readonly string[]) => Promise<void>>> = {
  decisions, board, locate, work, lifecycles, escalations, screens, readings, engine, series, storm, duplicates: (print, args) => duplicates(args, print),
};

const print: Print = (line) => { process.stdout.write(`${line}\n`); };
const given = process.argv.slice(2);
const options = given.findIndex((word) => word.startsWith('-'));
const names = options === -1 ? given : given.slice(0, options);
if (names.length === 0 || names.some((n) => !(n in SCENARIOS))) {
  print(`npm run bench -- <scenario…> [options]   one of: ${Object.keys(SCENARIOS).join(', ')}`);
  process.exitCode = names.length === 0 ? 0 : 2;
} else {
  for (const line of machine()) print(line);
  for (const name of names) {
    print(`\n── ${name} ${'─'.repeat(70 - name.length)}`);
    await SCENARIOS[name]?.(print, options === -1 ? [] : given.slice(options));
  }
}
