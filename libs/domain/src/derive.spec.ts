import { diagram, permissions } from './derive.js';
import { COMMANDS } from './lifecycle/index.js';
import { ROLES, STAGES } from './vocabulary.js';

describe('what is written from the table', () => {
  it('a diagram with every stage, its beginning and its end', () => {
    const lines = diagram().split('\n');
    expect(lines[0]).toBe('stateDiagram-v2');
    for (const stage of STAGES) expect(lines.some((l) => l.includes(` ${stage}`))).toBe(true);
    expect(lines).toContain('  [*] --> triage: register');
    expect(lines).toContain('  suspended --> handling: resume');
    expect(lines.at(-1)).toBe('  closed --> [*]');
    expect(lines.slice(1, -1).every((l) => /^ {2}(\[\*\]|[a-z]+) --> [a-z]+: [a-zA-Z]+$/.test(l))).toBe(true);
  });

  it('a matrix with a line for every command and a column for every role', () => {
    const [head, rule, ...rows] = permissions().split('\n');
    expect(head).toBe(`| command | when | ${ROLES.join(' | ')} |`);
    expect(rule).toContain('---');
    expect(rows.map((r) => r.split(' | ')[0])).toEqual(COMMANDS.map((k) => `| ${k}`));
  });
});
