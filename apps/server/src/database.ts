/** Brings a database to the newest schema (ours and the queue's). Safe to run from several processes at once. */
export async function prepareDatabase(_url: string): Promise<void> {
  throw new Error('the server is being wired');
}
