/** One fault of a rule book file. `path` is a JSON pointer into it; `zh` and `en` say the same. */
export interface RulebookFault {
  readonly file: string;
  readonly path: string;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** Everything that is wrong with a rule book folder, at once. */
export class RulebookFaults extends Error {
  constructor(readonly faults: readonly RulebookFault[]) {
    super(`the rule book has ${faults.length} fault(s):\n${faults.map((f) => `  ${f.file} ${f.path || '/'}: ${f.zh} / ${f.en}`).join('\n')}`);
    this.name = 'RulebookFaults';
  }
}
