import { ROUTES, type RouteName } from '#contract';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { startHarness, type Harness } from '../harness/index.js';

/** The parts of OpenAPI 3.1 that this document uses, as the specification requires them. */
const schema = z.union([z.boolean(), z.record(z.string(), z.unknown())]);
const media = z.strictObject({ schema: schema.optional() });
const content = z.record(z.string().regex(/^[\w*.+-]+\/[\w*.+-]+$/), media);
const parameter = z.strictObject({ name: z.string().min(1), in: z.enum(['query', 'header', 'path', 'cookie']), required: z.boolean(), schema, description: z.string().optional(), style: z.string().optional(), explode: z.boolean().optional() }).refine((p) => p.in !== 'path' || p.required, 'path parameters are required');
const operation = z.strictObject({
  operationId: z.string().min(1), summary: z.string().min(1), description: z.string().min(1), tags: z.array(z.string()), security: z.array(z.record(z.string(), z.array(z.string()))), parameters: z.array(parameter).optional(),
  requestBody: z.strictObject({ required: z.boolean(), content }).optional(), responses: z.record(z.string().regex(/^([1-5]\d\d|default)$/), z.strictObject({ description: z.string().min(1), content: content.optional() })),
});
const documentSchema = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/), info: z.strictObject({ title: z.string(), version: z.string(), description: z.string(), license: z.strictObject({ name: z.string(), identifier: z.string() }) }),
  servers: z.array(z.strictObject({ url: z.string() })), tags: z.array(z.strictObject({ name: z.string() })),
  paths: z.record(z.string().regex(/^\//), z.partialRecord(z.enum(['get', 'post', 'put', 'patch', 'delete']), operation)),
  components: z.strictObject({ schemas: z.record(z.string().regex(/^[\w.-]+$/), schema), securitySchemes: z.record(z.string(), z.record(z.string(), z.string())) }),
});

describe('the OpenAPI document', () => {
  let h: Harness;
  let document: z.infer<typeof documentSchema>;
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
  beforeAll(async () => {
    h = await startHarness({ backend: 'postgres' });
    document = documentSchema.parse(await (await h.stranger.fetch('/api/openapi.json')).json());
    ajv.addSchema({ $id: 'https://grid.example/openapi.json', ...document } as object);
  });
  afterAll(async () => { await h?.stop(); });

  it('is an OpenAPI 3.1 document whose ids are unique and whose path parameters are all said', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) => Object.values(methods).flatMap((found) => (found ? [[path, found] as const] : [])));
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, { operationId, parameters = [] }] of operations)
      expect([operationId, parameters.filter((p) => p.in === 'path').map(({ name }) => name)]).toEqual([operationId, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)]);
    const schemes = Object.keys(document.components.securitySchemes);
    for (const [, { security }] of operations) for (const need of security) expect(schemes).toEqual(expect.arrayContaining(Object.keys(need)));
  });

  it('holds only valid JSON Schema 2020-12', () => {
    for (const name of Object.keys(document.components.schemas)) expect(() => ajv.compile({ $ref: `https://grid.example/openapi.json#/components/schemas/${name}` })).not.toThrow();
    // Nearly all routes answer the same problems: what is written alike is looked at once.
    const seen = new Set<string>();
    for (const [path, methods] of Object.entries(document.paths)) for (const [method, found] of Object.entries(methods)) {
      const at = `#/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}`;
      for (const [status, { content: bodies = {} }] of Object.entries(found?.responses ?? {})) for (const [type, body] of Object.entries(bodies)) {
        const written = JSON.stringify(body.schema);
        if (body.schema === undefined || seen.has(written)) continue;
        seen.add(written);
        expect(() => ajv.compile({ $ref: `https://grid.example/openapi.json${at}/responses/${status}/content/${type.replaceAll('/', '~1')}/schema` })).not.toThrow();
      }
    }
    expect(seen.size).toBeGreaterThan(10);
  });

  it('describes what the server really answers', async () => {
    const id = await h.reported();
    const operator = await h.as('op-1');
    const asks: [RouteName, string][] = [['me', '/api/session'], ['reference', '/api/reference'], ['people', '/api/people'], ['cases', '/api/cases?count=exact'], ['case', `/api/cases/${id}`], ['changes', '/api/changes'], ['notices', '/api/notices'], ['parked', '/api/work/parked'], ['ready', '/health/ready']];
    for (const [name, path] of asks) {
      const answer = await operator.fetch(path);
      expect([path, answer.status]).toEqual([path, 200]);
      const validate = ajv.compile({ $ref: `https://grid.example/openapi.json#/paths/${ROUTES[name].path.replaceAll('/', '~1')}/get/responses/200/content/application~1json/schema` });
      const ok = validate(await answer.json());
      expect([name, ok ? null : validate.errors]).toEqual([name, null]);
    }
    const problem = ajv.compile({ $ref: 'https://grid.example/openapi.json#/components/schemas/Problem' });
    expect(problem(await (await h.stranger.fetch('/api/cases')).json())).toBe(true);
  });

  it('is browsable from local files', async () => {
    const page = await (await h.stranger.fetch('/api/docs')).text();
    const files = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      expect(file).toMatch(/^\/api\/docs\//);
      expect((await h.stranger.fetch(file)).status).toBe(200);
    }
  });
});
