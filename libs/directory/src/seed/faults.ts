/** One fault of a rule book file. `path` is a JSON pointer into it. */
export interface RulebookFault {
  readonly file: string;
  readonly path: string;
  readonly message: string;
}

/** Everything that is wrong with a rule book folder, at once. */
export class RulebookFaults extends Error {
  constructor(readonly faults: readonly RulebookFault[]) {
    super(`the rule book has ${faults.length} fault(s):\n${faults.map((f) => `  ${f.file} ${f.path || '/'}: ${f.message}`).join('\n')}`);
    this.name = 'RulebookFaults';
  }
}
