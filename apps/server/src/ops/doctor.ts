import type { BlobStore, Database } from '#platform';
import type { Sentence } from '../say.js';

/** A fault makes the exit code 1; a warning is for a person to think about. */
export interface Finding {
  readonly level: 'fault' | 'warning';
  readonly say: Sentence;
  readonly id?: string;
}
export interface Patient {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly demo: boolean;
  readonly now: number;
  /** Everything is counted anew, not a sample of it. */
  readonly whole?: boolean;
  /** How far a long check has come. */
  readonly progress?: (said: Sentence) => void;
}
/** One thing looked at. Yields what is wrong; answers what was seen, e.g. how many. */
export interface Check {
  readonly name: string;
  readonly title: Sentence;
  run(patient: Patient): AsyncGenerator<Finding, Sentence>;
}
export interface Diagnosis {
  readonly ok: boolean;
  readonly faults: number;
  readonly warnings: number;
  readonly checks: readonly { readonly name: string; readonly title: Sentence; readonly seen: Sentence; readonly findings: readonly Finding[] }[];
}

/** Runs every check; one that breaks is itself a fault, and the others still run. */
export async function diagnose(checks: readonly Check[], patient: Patient, begin: (title: Sentence) => void = () => undefined): Promise<Diagnosis> {
  const done: { name: string; title: Sentence; seen: Sentence; findings: Finding[] }[] = [];
  for (const check of checks) {
    begin(check.title);
    const findings: Finding[] = [];
    let seen: Sentence = { zh: '', en: '' };
    try {
      const run = check.run(patient);
      for (let step = await run.next(); ; step = await run.next()) {
        if (step.done) { seen = step.value; break; }
        findings.push(step.value);
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      findings.push({ level: 'fault', say: { zh: `检查未能完成：${message}`, en: `the check could not be done: ${message}` } });
    }
    done.push({ name: check.name, title: check.title, seen, findings });
  }
  const all = done.flatMap(({ findings }) => findings);
  const faults = all.filter(({ level }) => level === 'fault').length;
  return { ok: faults === 0, faults, warnings: all.length - faults, checks: done };
}
