import type { Database, Log } from '#platform';

/** So often a process asks whether it may, and whether it still may. */
const EVERY_MS = 5_000;
type Runner = ReturnType<Database['dataSource']['createQueryRunner']>;

/** One of all processes does something: whoever holds the advisory lock of that name, on a connection of its own, until the process or the connection ends. */
export class Elected {
  private runner: Runner | null = null;
  private timer: NodeJS.Timeout | null = null;
  private turn: Promise<void> = Promise.resolve();

  /** `chosen` and `deposed` are called by turns; neither may throw. */
  constructor(private readonly database: Database, private readonly name: string, private readonly chosen: () => Promise<void>, private readonly deposed: () => Promise<void>, private readonly log: Log) {}

  async start(): Promise<void> {
    this.timer = setInterval(() => void this.look(), EVERY_MS).unref();
    await this.look();
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    this.turn = this.turn.then(() => this.resign());
    await this.turn;
  }

  private look(): Promise<void> { return (this.turn = this.turn.then(() => (this.runner === null ? this.stand() : this.hold()))); }

  private async stand(): Promise<void> {
    const runner = this.database.dataSource.createQueryRunner();
    try {
      const [row] = (await runner.query('select pg_try_advisory_lock(hashtext($1)) as mine', [this.name])) as { mine: boolean }[];
      if (row?.mine !== true) return await runner.release();
      this.runner = runner;
      await this.chosen();
    } catch (error) {
      this.log.error({ err: error, name: this.name }, 'an election failed');
      await runner.release().catch(() => undefined);
    }
  }

  private async hold(): Promise<void> {
    try {
      await this.runner?.query('select 1');
    } catch (error) {
      this.log.error({ err: error, name: this.name }, 'the connection that holds an election is lost');
      await this.resign();
    }
  }

  private async resign(): Promise<void> {
    const { runner } = this;
    if (runner === null) return;
    this.runner = null;
    await this.deposed();
    await runner.query('select pg_advisory_unlock(hashtext($1))', [this.name]).catch(() => undefined);
    await runner.release().catch(() => undefined);
  }
}
