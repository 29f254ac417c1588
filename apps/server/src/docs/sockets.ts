import { changeSchema, followSchema, lookSchema, noticeSchema, senseSchema, sensingNewsSchema, type ClientToServer, type ServerToClient } from '#contract';
import { z } from 'zod';

interface Event { readonly what: string; readonly payload: z.ZodType; readonly answer?: z.ZodType }

const looked = z.object({ case: z.uuid(), people: z.array(z.object({ id: z.string(), name: z.string() })) });

/** A new event does not compile until it is described here. */
const FROM_SERVER: Readonly<Record<keyof ServerToClient, Event>> = {
  changes: { what: 'Changes that this person may see, in commit order, at most one a case in a batch with its latest row; complete up to `position`.', payload: z.object({ items: z.array(changeSchema), position: z.string() }) },
  sensing: { what: 'Of alarms and devices that have changed, to those who `sense`, as they are now; complete up to `position`. One may come twice.', payload: z.object({ items: z.array(sensingNewsSchema), position: z.string() }) },
  notice: { what: 'A notice for this person, when it is delivered.', payload: noticeSchema },
  reference: { what: 'The rule book has this version now: read reference data again.', payload: z.int() },
  refetch: { what: 'What this person may see has changed: read the lists anew. Later changes follow by themselves.', payload: z.undefined() },
  looking: { what: 'Who looks at the case that this client looks at.', payload: looked },
  lookers: { what: 'For those who `attend`: who has which case open, first all of it (`whole`), then what has changed; an empty list is nobody any more.', payload: z.object({ whole: z.boolean(), items: z.array(looked) }) },
};
const FROM_CLIENT: Readonly<Record<keyof ClientToServer, Event>> = {
  follow: { what: 'Where this client stands: the last `position` it saw, or null for from now on. Everything later follows as `changes`.', payload: followSchema, answer: z.union([z.object({ ok: z.literal(true), position: z.string(), serverTime: z.int() }), z.object({ ok: z.literal(false), code: z.enum(['position-gone', 'invalid-input']) })]) },
  sense: { what: 'A page of sensing is shown: from now on, or from the last `position` on; null: no longer. A department hears of its own devices. `position-gone`: read the lists anew, then sense from null.', payload: senseSchema, answer: z.union([z.object({ ok: z.literal(true), position: z.string() }), z.object({ ok: z.literal(false), code: z.enum(['position-gone', 'invalid-input', 'no-right']) })]) },
  look: { what: 'Which case this client looks at; null for none.', payload: lookSchema },
  attend: { what: 'Whether this client shows a list and wants to be told who has which case open. For those who see every case.', payload: z.boolean() },
};

/** The live channel as paragraphs and tables of Markdown. */
export function sockets(table: (head: readonly string[], rows: readonly (readonly string[])[]) => string): string[] {
  const rows = (events: Readonly<Record<string, Event>>) => Object.entries(events).map(([name, { what, payload, answer }]) => [`\`${name}\``, what, shape(payload), answer ? shape(answer) : '']);
  return [
    'socket.io 4 at `/socket.io`, signed in by the session cookie, `Authorization: Bearer …`, or `auth: { token }` in the handshake. Changes are hints with their rows: who was away says `follow` with its last position and misses nothing; `position-gone` means: read the lists anew and follow from null. The same feed is `GET /api/changes`.',
    '## From the server', table(['event', 'meaning', 'payload', 'answer'], rows(FROM_SERVER)),
    '## From the client', table(['event', 'meaning', 'payload', 'answer'], rows(FROM_CLIENT)),
  ];
}

/** A schema in one line, rows of cases left to the OpenAPI document. */
function shape(schema: z.ZodType): string {
  const said = (of: unknown): string => {
    const { type, properties, items, anyOf, enum: words, const: only, required = [] } = of as { type?: string; properties?: Record<string, unknown>; items?: unknown; anyOf?: unknown[]; enum?: string[]; const?: unknown; required?: string[] };
    if (only !== undefined) return JSON.stringify(only);
    if (words) return words.map((word) => `"${word}"`).join(' | ');
    if (anyOf) return anyOf.map(said).join(' | ');
    if (type === 'array') return `${said(items)}[]`;
    if (type === 'object') return properties ? (Object.keys(properties).length > 8 ? 'CaseRow' : `{ ${Object.entries(properties).map(([key, inner]) => `${key}${required.includes(key) ? '' : '?'}: ${said(inner)}`).join(', ')} }`) : 'object';
    return type ?? 'nothing';
  };
  return `\`${said(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }))}\``;
}
