/** Which suite a spec belongs to, by where it lies (relative to the project). `pictures` runs only when it is asked for by name. */
export function suiteOf(path) {
  if (path === 'test/web/every-page.spec.ts') return 'pictures';
  const [, folder] = /^test\/(web|chaos)\//.exec(path) ?? [];
  return folder ?? (path.startsWith('test/') ? 'stories' : 'unit');
}
