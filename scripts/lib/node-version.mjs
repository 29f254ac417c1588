import { fail } from './say.mjs';

const WANTED = [20, 19, 0];

/** Nothing of ours runs on an older Node; its own error messages would not say so. */
export function demandNode() {
  const have = process.versions.node.split('.').map(Number);
  const at = WANTED.findIndex((wanted, i) => have[i] !== wanted);
  if (at !== -1 && have[at] < WANTED[at]) fail(`需要 Node ${WANTED.join('.')} 或更新版本，现在是 ${process.versions.node}。下载：https://nodejs.org`, `Node ${WANTED.join('.')} or newer is needed, this is ${process.versions.node}. Get it from https://nodejs.org`);
}
