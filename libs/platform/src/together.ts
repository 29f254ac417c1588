interface Flight { readonly now: Promise<unknown>; next: Promise<unknown> | null }

/**
 * Equal questions at one moment are answered once. Whoever asks while the same question is being answered waits for the next answer, together with everybody else who does, and that one begins after all of them:
 * nobody is told what was before they asked.
 */
export class Together {
  private readonly flights = new Map<string, Flight>();

  /** The answer to a question; `key` is the same for those alone who may be told the same. */
  ask<T>(key: string, answer: () => Promise<T>): Promise<T> {
    const flight = this.flights.get(key);
    if (flight === undefined) return this.begin(key, answer);
    flight.next ??= flight.now.then(() => undefined, () => undefined).then(() => this.begin(key, answer));
    return flight.next as Promise<T>;
  }

  private begin<T>(key: string, answer: () => Promise<T>): Promise<T> {
    const now = answer(), flight: Flight = { now, next: null }, over = (): void => { if (this.flights.get(key) === flight && flight.next === null) this.flights.delete(key); };
    this.flights.set(key, flight);
    now.then(over, over);
    return now;
  }
}
