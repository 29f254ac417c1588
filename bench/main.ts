import { decisions } from './decisions.js';
import { lifecycles } from './lifecycles.js';
import { locate } from './locate.js';
import { machine } from './machine.js';
import { work } from './work.js';

/** Each scenario prints its settings before its figures. */
const SCENARIOS: Readonly<Record<string, (print: (line: string) => void) => Promise<void>>> = { decisions, locate, work, lifecycles };

const print = (line: string): void => { process.stdout.write(`${line}\n`); };
const names = process.argv.slice(2);
if (names.length === 0 || names.some((n) => !(n in SCENARIOS))) {
  print(`npm run bench -- <scenario…>   one of: ${Object.keys(SCENARIOS).join(', ')}`);
  process.exitCode = names.length === 0 ? 0 : 2;
} else {
  for (const line of machine()) print(line);
  for (const name of names) {
    print(`\n── ${name} ${'─'.repeat(70 - name.length)}`);
    await SCENARIOS[name]?.(print);
  }
}
