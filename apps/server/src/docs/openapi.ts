import * as contract from '#contract';
import { COMMAND_SCHEMAS, label, problemTitle, PROBLEM_CODES, ROUTES, STATUS, type ProblemCode, type Route } from '#contract';
import { z } from 'zod';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** Names under which schemas stand in `components`; everything else is written where it is used. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  Problem: contract.problemSchema, CaseRow: contract.caseRowSchema, CaseView: contract.caseViewSchema, ReportView: contract.reportViewSchema, EventView: contract.eventViewSchema, Suggestion: contract.suggestionSchema,
  Candidate: contract.candidateSchema, Receipt: contract.receiptSchema, ReportReceipt: contract.reportReceiptSchema, FollowView: contract.followViewSchema, Rating: contract.ratingSchema, Change: contract.changeSchema, Me: contract.meSchema, Person: contract.personSchema,
  Department: contract.departmentSchema, CatalogueClass: contract.classSchema, Condition: contract.conditionSchema, Reference: contract.referenceSchema, Upload: contract.uploadSchema, Notice: contract.noticeSchema,
  Parked: contract.parkedSchema, Figure: contract.figureSchema, Position: contract.positionSchema, Report: contract.reportSchema, Signal: contract.signalSchema, SignIn: contract.signInSchema, Command: contract.commandSchema,
  ...Object.fromEntries(Object.entries(COMMAND_SCHEMAS).map(([type, schema]) => [`${type[0]?.toUpperCase()}${type.slice(1)}`, schema])),
};
const names = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(NAMED)) names.add(schema, { id });

/** The OpenAPI 3.1 document of every route, from the schemas that the server checks with. */
export function openapi(version: string): JsonObject {
  const components = new Map<string, Json>();
  jsonSchema(contract.problemSchema, 'output', components);
  const paths: { [path: string]: { [method: string]: Json } } = {};
  for (const [name, route] of Object.entries(ROUTES) as [string, Route][])
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(name, route, components);
  return {
    openapi: '3.1.0',
    info: { title: '网格派遣 · grid-dispatch', version, description: 'Instants are milliseconds since 1970 UTC; positions are WGS-84 degrees, longitude first. 时刻为 1970 年以来的毫秒数，坐标为 WGS-84，经度在前。', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: [{ name: 'api' }, { name: 'operations' }],
    paths,
    components: {
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'grid_session' }, token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operation(name: string, route: Route, components: Map<string, Json>): Json {
  const schema = (of: z.ZodType, io: 'input' | 'output') => jsonSchema(of, io, components);
  const parameters: Json[] = [
    ...parametersOf('path', route.params, schema), ...parametersOf('query', route.query, schema),
    ...(route.idempotent ? [header('Idempotency-Key', true, { type: 'string', minLength: 1, maxLength: 200 }, 'The same key with the same body gets the first answer again; with another body 422.')] : []),
    ...(name === 'publicReport' ? [header(contract.PROOF_HEADER, true, { type: 'string', examples: ['eyJ…:48213'] }, 'The challenge, a colon, and the number that solves it: SHA-256 of exactly this text begins with the asked number of zero bits.')] : []),
    ...(name === 'command' || route.ifMatch ? [header('If-Match', false, { type: 'string', examples: ['"v17"'] }, 'The version the actor saw; 412 with the present row when it has changed.')] : []),
  ];
  const problems = problemsOf(name, route);
  return {
    operationId: name, summary: route.summary.zh, description: route.summary.en, tags: [route.path.startsWith('/api') ? 'api' : 'operations'],
    security: route.audience === 'public' ? [] : [{ session: [] }, { token: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: { required: true, content: { [route.body.type]: { schema: schema(route.body.schema, 'input') }, ...(name === 'report' && { 'application/json': { schema: schema(contract.reportSchema, 'input') } }) } } }),
    responses: {
      ...Object.fromEntries(Object.entries(route.answers).map(([status, { schema: answer, type, note }]) => [status, {
        description: note,
        ...(answer && { content: { 'application/json': { schema: schema(answer, 'output') } } }),
        ...(type && { content: { [type]: {} } }),
      }])),
      ...Object.fromEntries([...new Set(problems.map((code) => STATUS[code]))].filter((status) => !(status in route.answers)).map((status) => [status, {
        description: problems.filter((code) => STATUS[code] === status).map((code) => `${code} (${problemTitle(code, 'en')})`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      }])),
    },
  } satisfies JsonObject;

  function header(called: string, required: boolean, of: Json, description: string): Json {
    return { name: called, in: 'header', required, schema: of, description };
  }
}

/** Which refusals a route may answer: general ones by what it asks for, and the core's for commands and reports. */
export function problemsOf(name: string, route: Route): ProblemCode[] {
  const inputs = route.params !== undefined || route.query !== undefined || route.body !== undefined;
  return PROBLEM_CODES.filter((code) => {
    switch (code) {
      case 'internal': case 'unavailable': return true;
      case 'not-signed-in': return route.audience !== 'public';
      case 'no-right': return (route.audience !== 'public' && route.audience !== 'signed-in') || name === 'report' || name === 'publicReport';
      case 'invalid-input': return inputs;
      case 'malformed-json': case 'unsupported-media': case 'too-large': return route.body !== undefined;
      case 'idempotency-key-missing': case 'idempotency-key-reused': case 'still-running': return route.idempotent === true;
      case 'version-mismatch': case 'precondition-required': return name === 'command' || route.ifMatch === true;
      case 'rulebook-faults': return ['createRuleDraft', 'editRuleDraft', 'actOnRuleDraft', 'ruleDraftPreview', 'importRules'].includes(name);
      case 'cell-faults': return ['importCells', 'createCellDraft', 'editCellDraft', 'actOnCellDraft'].includes(name);
      case 'draft-state': return ['editRuleDraft', 'actOnRuleDraft', 'importRules', 'editCellDraft', 'actOnCellDraft'].includes(name);
      case 'draft-outdated': return name === 'actOnRuleDraft';
      case 'own-draft': return name === 'actOnRuleDraft' || name === 'actOnCellDraft';
      case 'not-found': return route.params !== undefined && name !== 'case' && name !== 'command';
      case 'invalid-cursor': return name === 'cases';
      case 'position-gone': return name === 'changes';
      case 'range-not-satisfiable': return name === 'photo';
      case 'wrong-offset': case 'wrong-hash': return name === 'uploadPiece';
      case 'wrong-password': return name === 'signIn';
      case 'busy': return contract.INGEST_PATH.test(route.path) && route.method === 'POST';
      case 'too-many-attempts': return ['signIn', 'follow', 'rate', 'publicReport'].includes(name);
      case 'puzzle-unsolved': return name === 'publicReport';
      case 'not-an-image': return name === 'upload' || name === 'uploadPiece' || name === 'report' || name === 'publicReport';
      case 'unknown-photo': return name === 'report' || name === 'command';
      case 'missing-photo': return name === 'upload';
      case 'method-not-allowed': return false;
      case 'unknown-case': return name === 'case' || name === 'command' || name === 'report';
      default: return name === 'command' || (name === 'report' && code === 'unknown-value');
    }
  });
}

function parametersOf(where: 'path' | 'query', schema: z.ZodType | undefined, to: (of: z.ZodType, io: 'input' | 'output') => Json): Json[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, member]) => ({
    name, in: where, required: where === 'path' || !member.safeParse(undefined).success, schema: to(member, 'output'), ...(where === 'query' && isList(member) && { style: 'form', explode: false }),
  }));
}

const isList = (schema: z.ZodType): boolean => JSON.stringify(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' })).startsWith('{"type":"array"') || (schema instanceof z.ZodOptional && isList(schema.unwrap() as z.ZodType));

/** One schema as JSON Schema 2020-12; named schemas go to `components` and are referred to. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', components: Map<string, Json>): Json {
  const named = names.get(schema)?.id;
  const { $schema: _, $defs, id: __, ...own } = z.toJSONSchema(schema, {
    target: 'draft-2020-12', io, metadata: names, unrepresentable: 'any', reused: 'inline',
    // Answers may grow members; only what is sent in is closed.
    override: ({ jsonSchema: made }) => { if (io === 'output' && made.additionalProperties === false) delete made.additionalProperties; },
  }) as JsonObject;
  for (const [id, definition] of Object.entries(($defs ?? {}) as JsonObject)) components.set(id, relocated(definition));
  if (named === undefined) return relocated(own);
  // A schema that refers to itself somewhere stands in $defs already.
  if (own['$ref'] === undefined) components.set(named, relocated(own));
  return { $ref: `#/components/schemas/${named}` };
}

function relocated(value: Json): Json {
  if (Array.isArray(value)) return value.map(relocated);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value as JsonObject).filter(([key]) => key !== 'id' || typeof (value as JsonObject)['id'] !== 'string').map(([key, inner]) =>
    [key, key === '$ref' && typeof inner === 'string' ? inner.replace(/^#\/\$defs\//, '#/components/schemas/') : relocated(inner)]));
}

/** The words a list of codes is shown with, for people who read the document. */
export const problemTable = (): { code: ProblemCode; status: number; zh: string; en: string }[] =>
  PROBLEM_CODES.map((code) => ({ code, status: STATUS[code], zh: label('zh').problem[code].title, en: label('en').problem[code].title }));
