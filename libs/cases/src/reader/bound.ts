/** Conditions of a query with their parameters: values never enter the text. */
export class Bound {
  readonly params: unknown[] = [];
  private readonly conditions: string[] = [];

  /** The placeholder of a value. */
  bind(value: unknown): string {
    this.params.push(value);
    return `$${this.params.length}`;
  }

  and(condition: string): this {
    this.conditions.push(condition);
    return this;
  }

  /** A copy to go on with. */
  fork(): Bound {
    const copy = new Bound();
    copy.params.push(...this.params);
    copy.conditions.push(...this.conditions);
    return copy;
  }

  where(): string { return this.conditions.length === 0 ? 'true' : this.conditions.map((c) => `(${c})`).join(' and '); }
}
