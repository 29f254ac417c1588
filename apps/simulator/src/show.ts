/** Shows progress on one line where there is a terminal, else a line now and then. */
export class Progress {
  readonly #timer: NodeJS.Timeout;
  #last = '';

  constructor(private readonly line: () => string, private readonly out: NodeJS.WriteStream = process.stderr) {
    this.#timer = setInterval(() => this.#show(), out.isTTY ? 500 : 10_000);
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.out.isTTY && this.#last !== '') this.out.write(`\r${' '.repeat(this.#last.length)}\r`);
  }

  #show(): void {
    const line = this.line();
    this.out.write(this.out.isTTY ? `\r${line.padEnd(this.#last.length)}` : `${line}\n`);
    this.#last = line;
  }
}
