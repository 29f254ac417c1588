import { takenSchema } from '#contract';
import type { z } from 'zod';
import type { Http } from '../../client/http.js';
import { fateOf, type Fate } from '../ledger.js';

/** Posts a frame of a device and reads what became of it. @throws Error when it was not taken */
export async function post(http: Http, path: string, body: string, headers: Readonly<Record<string, string>>): Promise<Fate> {
  return fateOf(await posted(http, path, body, headers, takenSchema));
}

/** Posts a frame whose answer is another. @throws Error when it was not taken */
export async function posted<T>(http: Http, path: string, body: string, headers: Readonly<Record<string, string>>, schema: z.ZodType<T>): Promise<T> {
  const reply = await http.send({ method: 'POST', path, headers, body }), text = reply.body.toString('utf8');
  if (reply.status >= 300) throw new Error(`${path.replace(/gd_\w+/, '…')} answered ${reply.status}: ${text.slice(0, 200)}`);
  return schema.parse(JSON.parse(text));
}
