import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What happens to a request on the way: it passes, its connection is cut before it arrives, or after it was answered and before the answer gets back. */
export type Fate = 'pass' | 'cut-before' | 'cut-after';

export interface FlakyLink {
  readonly url: string;
  /** How often each fate was met. */
  readonly met: Readonly<Record<Fate, number>>;
  stop(): Promise<void>;
}

/** A weak link between a phone and the server at `port`, as bytes see it: one TCP connection at a time is judged by the head of each request in it. */
export async function flakyLink(port: number, judge: (method: string, path: string, head: string) => Fate): Promise<FlakyLink> {
  const met = { pass: 0, 'cut-before': 0, 'cut-after': 0 }, open = new Set<Socket>();
  const server = createServer((phone) => {
    const onward = connect(port, '127.0.0.1');
    let cut = false, fate: Fate = 'pass';
    const end = (): void => { phone.destroy(); onward.destroy(); };
    for (const socket of [phone, onward]) {
      open.add(socket);
      socket.on('error', end).on('close', () => { open.delete(socket); end(); });
    }
    phone.on('data', (data) => {
      const head = /^(GET|POST|PUT|PATCH|DELETE|HEAD) (\S+) HTTP\/1\.1\r\n/.exec(data.subarray(0, 2_000).toString('latin1'));
      if (head) { fate = judge(head[1] ?? '', head[2] ?? '', data.subarray(0, 4_000).toString('latin1')); met[fate]++; }
      if (fate === 'cut-before') return end();
      cut = fate === 'cut-after';
      onward.write(data);
    });
    // The server has said what became of it: it is done, and nobody hears of it.
    onward.on('data', (data) => { if (cut) end(); else phone.write(data); });
  });
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, met,
    stop: () => new Promise((stopped) => { for (const socket of open) socket.destroy(); server.close(() => stopped()); }),
  };
}
