import type { Command } from '#domain';

/** The photos that a command names, each once. */
export function photosNamed(command: Command): readonly string[] {
  const named = [
    ...('evidence' in command ? (command.evidence ?? []) : []), ...('before' in command ? [...command.before, ...command.after] : []),
    ...('handled' in command && command.handled !== undefined ? [...command.handled.before, ...command.handled.after] : []),
  ];
  return named.length < 2 ? named : [...new Set(named)];
}
