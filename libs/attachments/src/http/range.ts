export interface Range { readonly start: number; readonly end: number }

/**
 * RFC 9110 14.2: one byte range out of `size`. `all`: no range, or one we may ignore (another unit, several ranges, bad syntax);
 * `unsatisfiable`: begins behind the end.
 */
export function rangeOf(header: string | undefined, size: number): Range | 'all' | 'unsatisfiable' {
  const m = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (m === null || (m[1] === '' && m[2] === '')) return 'all';
  const [first, last] = [m[1] ?? '', m[2] ?? ''];
  if (first === '') {
    const suffix = Number(last);
    return suffix === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - suffix), end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return 'all';
  return start >= size ? 'unsatisfiable' : { start, end };
}
