import { type Features } from '#domain';

/** The candidates of one report that is a duplicate; `original` is the true one's place among them. */
export interface Choice { readonly candidates: readonly Features[]; readonly original: number }

const NAMES = ['rootMetre', 'class', 'age', 'words'] as const;
/** Keeps a column that says nothing from running away. */
const WAY: number = 0.0001;

/**
 * The weights under which the originals stand out best against the other open cases around them (conditional logit, Newton's method),
 * and the base under which the scores of all candidates add up to the number of originals.
 */
export function fit(choices: readonly Choice[]): Record<string, number> {
  const usualShare = mean(choices.flatMap((c) => c.candidates.flatMap((f, i) => (i === c.original || f.share === null ? [] : [f.share]))));
  const rows = choices.map((c) => ({ x: c.candidates.map((f) => columns(f, usualShare)), original: c.original }));
  let w = NAMES.map(() => 0);
  for (let turn = 0; turn < 50; turn++) {
    const gradient = w.map((v) => WAY * v), hessian = w.map((_, i) => w.map((_unused, j) => (i === j ? WAY : 0)));
    for (const { x, original } of rows) {
      const p = softmax(x.map((row) => dot(row, w)));
      const expected = w.map((_, i) => sum(x.map((row, k) => at(row, i) * at(p, k))));
      for (const i of w.keys()) {
        gradient[i] = at(gradient, i) + (at(expected, i) - at(x[original] ?? [], i)) / rows.length;
        for (const j of w.keys()) (hessian[i] ?? [])[j] = at(hessian[i] ?? [], j) + (sum(x.map((row, k) => at(row, i) * at(row, j) * at(p, k))) - at(expected, i) * at(expected, j)) / rows.length;
      }
    }
    const step = solve(hessian, gradient);
    const stride = Math.min(1, 2 / Math.max(...step.map(Math.abs)));
    w = w.map((v, i) => v - at(step, i) * stride);
    if (Math.max(...step.map(Math.abs)) < 1e-6) break;
  }
  const alike = mean(choices.map((c) => (c.candidates[c.original]?.sameClass === true ? 1 : 0)));
  const { sameClass, otherClass } = apart(at(w, 1), alike);
  const odds = rows.flatMap(({ x }) => x.map((row) => dot(row, w) + otherClass));
  return { base: base(odds, choices.length), rootMetre: at(w, 0), sameClass, otherClass, age: at(w, 2), words: at(w, 3), usualShare };
}

/** Splits what the same class is worth over another one into evidence for and against, an unknown class being none: from the share of originals of the same class. */
function apart(worth: number, alike: number): { sameClass: number; otherClass: number } {
  const neighbours = alike / (alike + Math.exp(worth) * (1 - alike));
  return { sameClass: Math.log(alike / neighbours), otherClass: Math.log((1 - alike) / (1 - neighbours)) };
}

const columns = ({ metres, sameClass, hours, share }: Features, usual: number): number[] => [Math.sqrt(metres), sameClass === true ? 1 : 0, Math.log1p(hours / (14 * 24)), share === null ? 0 : share - usual];

function base(odds: readonly number[], originals: number): number {
  let [low, high] = [-20, 20];
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2;
    if (sum(odds.map((o) => 1 / (1 + Math.exp(-o - middle)))) < originals) low = middle; else high = middle;
  }
  return low;
}

const at = (row: readonly number[], i: number): number => row[i] ?? 0;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((total, v, i) => total + v * at(b, i), 0);
function softmax(s: readonly number[]): number[] {
  const top = Math.max(...s);
  const e = s.map((v) => Math.exp(v - top));
  const total = sum(e);
  return e.map((v) => v / total);
}

/** Gauss with the largest pivot. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const m = matrix.map((row, i) => [...row, at(right, i)]);
  const n = m.length;
  for (let c = 0; c < n; c++) {
    const best = [...m.keys()].slice(c).reduce((a, b) => (Math.abs(at(m[b] ?? [], c)) > Math.abs(at(m[a] ?? [], c)) ? b : a), c);
    [m[c], m[best]] = [m[best] ?? [], m[c] ?? []];
    const pivot = m[c] ?? [];
    for (let r = 0; r < n; r++) {
      const row = m[r] ?? [];
      const factor = r === c ? 0 : at(row, c) / at(pivot, c);
      if (factor !== 0) for (let k = c; k <= n; k++) row[k] = at(row, k) - factor * at(pivot, k);
    }
  }
  return m.map((row, i) => at(row, n) / at(row, i));
}
