import { ROUTES } from '#contract';
import { openapi, type Json } from './openapi.js';

const document = openapi('1.2.3') as { paths: Record<string, Record<string, { operationId: string }>>; components: { schemas: Record<string, Json> } };
const refs = (value: Json): string[] => Array.isArray(value) ? value.flatMap(refs) : typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([k, v]) => (k === '$ref' && typeof v === 'string' ? [v] : refs(v as Json))) : [];

describe('openapi', () => {
  it('has every route under its own operation id', () => {
    const said = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`));
    expect(said.sort()).toEqual(Object.entries(ROUTES).map(([name, { method, path }]) => `${name} ${method} ${path}`).sort());
  });

  it('refers only to what it defines', () => {
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...new Set(refs(document as unknown as Json))].filter((ref) => !known.includes(ref))).toEqual([]);
  });

  it('leaves answers open and closes what is sent in', () => {
    expect(document.components.schemas['CaseRow']).not.toHaveProperty('additionalProperties');
    expect(document.components.schemas['Dispatch']).toHaveProperty('additionalProperties', false);
  });

  it('is the same every time', () => {
    expect(JSON.stringify(openapi('1.2.3'))).toBe(JSON.stringify(document));
  });
});
