import pg from 'pg';

/** Six transitions, each its own commit: what the program does for a case that nothing holds up. */
export const TRANSITIONS = [['CaseRegistered'], ['CaseTriaged', 'CaseDispatched'], ['CaseAccepted'], ['CaseResolved'], ['CaseVerified'], ['CaseClosed']] as const;

/** About the bytes that a real row and a real event have. */
const STATE = JSON.stringify({ text: '路口旁成堆生活垃圾未入箱', clocks: Object.fromEntries(['triage', 'dispatch', 'acceptance', 'handling', 'total'].map((c) => [c, { limit: { amount: 14_400_000, unit: 'working' }, used: 0, since: 1_795_000_000_000, dueAt: 1_795_000_000_000, fired: [] }])), pad: 'x'.repeat(600) });
const DATA = JSON.stringify({ note: '已清运并冲洗地面', evidence: ['a'.repeat(64)], pad: 'x'.repeat(300) });

/**
 * The same durable transitions as plain SQL, driven by hand through `pg` with nothing else around them: no rules, no rights, no HTTP, no live channel.
 * Answers life cycles a second.
 */
export async function byHand(url: string, cycles: number, concurrency: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: concurrency });
  try {
    await pool.query(`create table if not exists hand_case (id uuid primary key, version int not null, stage text not null, state jsonb not null, due_at bigint);
      create index if not exists hand_case_due on hand_case (stage, due_at);
      create table if not exists hand_event (case_id uuid not null, seq int not null, type text not null, at bigint not null, data jsonb not null, primary key (case_id, seq))`);
    let left = cycles;
    const began = performance.now();
    await Promise.all(Array.from({ length: concurrency }, async () => { while (left-- > 0) await cycle(pool, crypto.randomUUID()); }));
    return cycles / ((performance.now() - began) / 1000);
  } finally { await pool.end(); }
}

async function cycle(pool: pg.Pool, id: string): Promise<void> {
  let seq = 0;
  for (const [step, types] of TRANSITIONS.entries()) {
    const client = await pool.connect();
    try {
      await client.query('begin');
      for (const type of types) await client.query('insert into hand_event (case_id, seq, type, at, data) values ($1, $2, $3, $4, $5)', [id, ++seq, type, Date.now(), DATA]);
      if (step === 0) await client.query('insert into hand_case (id, version, stage, state, due_at) values ($1, $2, $3, $4, $5)', [id, seq, types[0], STATE, Date.now()]);
      else await client.query('update hand_case set version = $2, stage = $3, state = $4, due_at = $5 where id = $1', [id, seq, types[0], STATE, Date.now()]);
      await client.query('commit');
    } finally { client.release(); }
  }
}
