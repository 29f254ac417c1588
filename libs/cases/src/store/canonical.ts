/** JSON with sorted keys and without blanks: the same bytes for the same value, also after a journey through jsonb. Members that are `undefined` are left out. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = value as Record<string, unknown>;
  let out = '';
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member !== undefined) out += `${out === '' ? '' : ','}${JSON.stringify(key)}:${canonical(member)}`;
  }
  return `{${out}}`;
}
