import type { Language } from '#contract';
import type { ParseArgsConfig } from 'node:util';
import type { Sentence } from '../say.js';

/** What a command is given: its checked options, the words after them, and where to speak. */
export interface Given {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly words: readonly string[];
  readonly env: Record<string, string | undefined>;
  readonly language: Language;
  /** A line for a person. */
  say(line: Sentence | string): void;
  /** A line that the next one writes over, when a person looks; else every tenth second a line. */
  progress(line: Sentence): void;
}

export interface Command {
  readonly summary: Sentence;
  /** What stands after the name, e.g. `FILE`. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, NonNullable<ParseArgsConfig['options']>[string] & { readonly help: Sentence; readonly value?: string }>>;
  /** Answers the exit code. */
  run(given: Given): Promise<number>;
}

/** Thrown for a wrong use: its sentence and the command's help are shown, exit code 2. */
export class UsageError extends Error {
  constructor(readonly sentence: Sentence) {
    super(sentence.en);
  }
}
