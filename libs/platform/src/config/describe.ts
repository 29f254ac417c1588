import { z } from 'zod';

/** What one configuration variable is called, takes and does: the source of `.env.example` and of its documentation. */
export interface Setting {
  readonly name: string;
  readonly type: string;
  /** As one would write it in the environment; null where there is none. */
  readonly default: string | null;
  readonly description: string;
  /** Also read from the file named in NAME_FILE, as Docker and Kubernetes hand secrets over. */
  readonly secret: boolean;
}

export interface Declared<T> { readonly setting: Setting; readonly read: (text: string | null) => { value: T } | { fault: string } }

function declare<T>(name: string, type: string, fallback: string | null, description: string, schema: z.ZodType<T, string | null>, secret = false): Declared<T> {
  return {
    setting: { name, type, default: fallback, description, secret },
    read(text) {
      const answer = schema.safeParse(text ?? fallback);
      if (answer.success) return { value: answer.data };
      const said = answer.error.issues.map((issue) => issue.message).join('; ');
      return { fault: `${name}: ${said}${secret ? '' : ` (it is ${JSON.stringify(text ?? fallback)})`}` };
    },
  };
}

const given = z.string('needs a value');

/** A whole or fractional number within bounds. */
export const number = (name: string, fallback: number, min: number, max: number, description: string, whole = true): Declared<number> =>
  declare(name, `${whole ? 'whole number' : 'number'} ${min}…${max}`, String(fallback), description, given.transform((text, ctx) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
    ctx.addIssue(`must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
    return z.NEVER;
  }));

const YES = ['true', '1', 'yes', 'on'], NO = ['false', '0', 'no', 'off'];

/** true, 1, yes, on or false, 0, no, off. */
export const flag = (name: string, fallback: boolean, description: string): Declared<boolean> =>
  declare(name, 'true | false', String(fallback), description, given.transform((text, ctx) => {
    const word = text.toLowerCase();
    if (YES.includes(word)) return true;
    if (NO.includes(word)) return false;
    ctx.addIssue('must be true or false');
    return z.NEVER;
  }));

/** One of a closed list of words. */
export const choice = <T extends string>(name: string, fallback: T, words: readonly T[], description: string): Declared<T> =>
  declare(name, words.join(' | '), fallback, description, given.pipe(z.enum(words as readonly [T, ...T[]], `must be one of ${words.join(', ')}`)));

/** A comma-separated list of words out of a closed list, at least one. */
export const several = <T extends string>(name: string, fallback: readonly T[], words: readonly T[], description: string): Declared<readonly T[]> =>
  declare(name, `list of ${words.join(' | ')}`, fallback.join(','), description, given.transform((text, ctx) => {
    const said = [...new Set(text.split(',').map((word) => word.trim()).filter(Boolean))];
    const known = said.filter((word): word is T => (words as readonly string[]).includes(word));
    if (known.length === said.length && known.length > 0) return known;
    ctx.addIssue(`must be a comma-separated list of ${words.join(', ')}`);
    return z.NEVER;
  }));

/** Any text, with a default. */
export const text = (name: string, fallback: string, description: string, rule: RegExp = /^.+$/s, must = 'must not be empty'): Declared<string> =>
  declare(name, 'text', fallback, description, given.regex(rule, must));

/** A text that may be left out: null then. */
export const optional = (name: string, type: string, description: string, rule: RegExp, must: string, secret = false): Declared<string | null> =>
  declare(name, type, null, description, z.string().regex(rule, must).nullable(), secret);
