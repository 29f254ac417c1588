type Ring = readonly (readonly number[])[];
/** What a border needs of a cell. */
export interface Outlined { readonly code: string; readonly rings: readonly Ring[] }

/**
 * The lines along which cells of different areas meet, and the outer line: an area is the first `digits` of a code (9: townships).
 * Cells of one township share their edges exactly, once in each direction; what is left over when those are taken away is its border.
 */
export function bordersOf(cells: readonly Outlined[], digits = 9): [number, number][][] {
  const open = new Map<string, { readonly area: string; readonly line: [[number, number], [number, number]] }>();
  for (const { code, rings } of cells) {
    const area = code.slice(0, digits);
    for (const ring of rings) for (let i = 1; i < ring.length; i++) {
      const [ax = 0, ay = 0] = ring[i - 1] ?? [], [bx = 0, by = 0] = ring[i] ?? [];
      const back = `${area} ${bx},${by} ${ax},${ay}`, there = `${area} ${ax},${ay} ${bx},${by}`;
      if (!open.delete(back)) open.set(there, { area, line: [[ax, ay], [bx, by]] });
    }
  }
  return chained([...open.values()].map(({ line }) => line));
}

/** Pieces put end to end, so that a line is drawn once and not a hundred times. A border that two areas share is kept once. */
function chained(pieces: readonly [[number, number], [number, number]][]): [number, number][][] {
  const seen = new Set<string>(), from = new Map<string, [number, number][]>();
  for (const [a, b] of pieces) {
    const name = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? `${a.join()} ${b.join()}` : `${b.join()} ${a.join()}`;
    if (seen.has(name)) continue;
    seen.add(name);
    const at = a.join();
    from.set(at, [...(from.get(at) ?? []), b]);
  }
  const lines: [number, number][][] = [];
  for (const [start, ends] of from) while (ends.length > 0) {
    const [x = 0, y = 0] = start.split(',').map(Number), line: [number, number][] = [[x, y]];
    for (let at = start, next = ends.pop(); next !== undefined; at = next.join(), next = from.get(at)?.pop()) line.push(next);
    lines.push(line);
  }
  return lines;
}
