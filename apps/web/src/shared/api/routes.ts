import type { ROUTES, RouteName } from '#contract';
import type { z } from 'zod';

type Routes = typeof ROUTES;
/** Every route by `METHOD /path`: a wrong path does not compile, and no schema is loaded to know it. */
export type RouteMap = { [N in RouteName as `${Routes[N]['method']} ${Routes[N]['path']}`]: Routes[N] };
export type RouteKey = keyof RouteMap;

type Names<P extends string> = P extends `${string}{${infer N}}${infer Rest}` ? N | Names<Rest> : never;
type Schema<R, Status extends number> = R extends { answers: Record<Status, { schema: infer S extends z.ZodType }> } ? z.output<S> : never;

/** What the route answers when all is well; `null` where it answers with nothing. */
export type AnswerOf<K extends RouteKey> =
  RouteMap[K] extends { answers: { 200: unknown } } ? Schema<RouteMap[K], 200> : RouteMap[K] extends { answers: { 201: unknown } } ? Schema<RouteMap[K], 201> : null;
/** Lists are joined with commas; absent members are left out. */
export type QueryOf<K extends RouteKey> = RouteMap[K] extends { query: infer Q extends z.ZodType } ? { [M in keyof z.output<Q>]?: z.output<Q>[M] | undefined } : never;
export type BodyOf<K extends RouteKey> =
  RouteMap[K] extends { body: { type: 'multipart/form-data' } } ? FormData | object : RouteMap[K] extends { body: { type: 'application/octet-stream' | 'application/geo+json' } } ? Blob : RouteMap[K] extends { body: { schema: infer B extends z.ZodType } } ? z.input<B> : never;

type Part<Name extends string, T> = [T] extends [never] ? { [N in Name]?: undefined } : { [N in Name]: T };
export type CallOf<K extends RouteKey> =
  Part<'path', [Names<K>] extends [never] ? never : Record<Names<K>, string>> & Part<'body', BodyOf<K>> & { query?: QueryOf<K> };
