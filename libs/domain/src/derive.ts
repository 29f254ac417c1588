import { COMMANDS, LIFECYCLE } from './lifecycle/index.js';
import { OPEN, ROLES } from './vocabulary.js';

const rows = COMMANDS.map((k) => [k, LIFECYCLE[k]] as const);

/** The state diagram of the table, as Mermaid. Commands possible in every open stage are left to the table. */
export function diagram(): string {
  const arrows = rows.flatMap(([k, { from, to }]) =>
    from === OPEN ? [] : (from === 'nothing' ? ['[*]'] : from).flatMap((f) => to.filter((t) => t !== 'same').map((t) => `  ${f} --> ${t === 'resume' ? 'handling' : t}: ${k}`)));
  return ['stateDiagram-v2', ...arrows, '  closed --> [*]'].join('\n');
}

/** The permission matrix of the table, as a Markdown table. */
export function permissions(): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(['command', 'when', ...ROLES]), line(['---', '---', ...ROLES.map(() => '---')]),
    ...rows.map(([k, { from, by }]) => line([k, from === 'nothing' ? 'new' : from === OPEN ? 'any open stage' : from.join(', '), ...ROLES.map((r) => by[r] ?? '')]))].join('\n');
}
