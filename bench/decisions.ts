import { allowed, decide, evolve, unborn, type CommandOf, type CommandType, type Decision } from '#domain';
import { random } from '#simulator';
import { rate, summary } from './statistics.js';
import { questions, type Question } from './story.js';

const HISTORIES = 4_000;
const ROUNDS = 9;

/** How many decisions a second one core takes through the real table. */
export function decisions(print: (line: string) => void): Promise<void> {
  const asked = questions(HISTORIES, random(20261124));
  const refused = asked.filter((q) => !ask(q).ok).length;
  const share = (n: number): string => `${((n / asked.length) * 100).toFixed(1)} %`;
  const kinds = new Map<CommandType, number>();
  for (const q of asked) kinds.set(q.command.type, (kinds.get(q.command.type) ?? 0) + 1);
  print(`settings ${HISTORIES} random lawful histories, ${asked.length.toLocaleString('en')} questions, ${share(refused)} of them refused, ${ROUNDS} rounds after one to warm up, one thread`);
  print(`mix      ${[...kinds].sort((a, b) => b[1] - a[1]).map(([k, n]) => `${k} ${share(n)}`).join(', ')}`);
  print('');
  print(`decide              ${summary(rate(asked, (q) => void ask(q), ROUNDS), 'decisions/s')}   goal ≥ 200,000`);
  print(`decide and evolve   ${summary(rate(asked, fold, ROUNDS), 'decisions/s')}`);
  print(`allowed (buttons)   ${summary(rate(asked, (q) => void (q.before && allowed(q.before, q.ctx.actor)), ROUNDS), 'rows/s')}`);
  return Promise.resolve();
}

const ask = (q: Question): Decision => decide(q.id, q.before, q.command as CommandOf<CommandType>, q.ctx);

function fold(q: Question): void {
  const answer = ask(q);
  if (answer.ok) answer.events.reduce(evolve, q.before ?? unborn(q.id));
}
