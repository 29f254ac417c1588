/** A name as one or two characters that tell people apart on a narrow row: the end of a Chinese name, the first letters of another one. */
export function signOf(name: string): string {
  const said = name.trim();
  if (/\p{Script=Han}/u.test(said)) return [...said].slice(-2).join('');
  return said.split(/\s+/).map((word) => [...word][0]?.toUpperCase() ?? '').slice(0, 2).join('');
}
