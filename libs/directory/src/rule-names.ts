/** The trigger rules' own home (sensing) binds this token anywhere in the application; figures are named by what it answers. */
export const RULE_NAMES = Symbol('RuleNames');
export interface RuleNames {
  /** What each rule is called in its newest version, whatever has become of it: figures are asked for long after a rule has gone. */
  named(): Promise<ReadonlyMap<string, { readonly zh: string; readonly en: string }>>;
}
