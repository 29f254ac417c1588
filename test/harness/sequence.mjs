import Sequencer from '@jest/test-sequencer';
import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { ROOT } from '../../scripts/lib/root.mjs';
import { suiteOf } from '../../scripts/lib/suites.mjs';

const FIRST = ['pictures', 'chaos', 'web', 'stories', 'unit'];

/** The long ones first, so that no core stands idle behind the last: by suite, and in a suite by size. */
export default class Sequence extends Sequencer {
  sort(tests) {
    const weigh = ({ path }) => ({ suite: FIRST.indexOf(suiteOf(relative(ROOT, path))), size: statSync(path).size });
    const weights = new Map(tests.map((test) => [test, weigh(test)]));
    return [...tests].sort((a, b) => weights.get(a).suite - weights.get(b).suite || weights.get(b).size - weights.get(a).size);
  }
}
