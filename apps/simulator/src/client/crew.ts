import type { Change } from '#contract';
import type { UserId } from '#domain';
import type { Http } from './http.js';
import { Live } from './live.js';
import { Refused, Session } from './session.js';

/** Who may issue tokens, signed in, and the password that people have who must sign in themselves. */
export interface Operator { readonly session: Session; readonly password: string }

const TOKEN_DAYS = 730;

/**
 * The people whose parts are played. An operator, signed in once, makes each of them a bearer token when first needed,
 * so a thousand people cost one password check. Where the operator may not, each signs in with the same password, once.
 */
export class Crew {
  readonly #sessions = new Map<UserId, Promise<Session>>();
  readonly #live = new Map<UserId, Live>();

  constructor(private readonly http: Http, private readonly operator: Operator, private readonly changed: (person: UserId, change: Change) => void) {}

  /** The person's signed-in session, made on first use. Throws Refused. */
  session(account: UserId): Promise<Session> {
    let session = this.#sessions.get(account);
    if (session === undefined) {
      session = this.#open(account);
      this.#sessions.set(account, session);
    }
    return session;
  }

  /** Opens the person's live channel, from `since` on, unless it is open already. */
  async present(account: UserId, since: string | null): Promise<Live> {
    const session = await this.session(account);
    let live = this.#live.get(account);
    if (live === undefined) {
      live = new Live(session, this.http.origin, since, (change) => this.changed(account, change));
      this.#live.set(account, live);
    }
    return live;
  }

  get channels(): ReadonlyMap<UserId, Live> { return this.#live; }

  close(): void {
    for (const live of this.#live.values()) live.close();
    this.#live.clear();
  }

  async #open(account: UserId): Promise<Session> {
    const { session: operator, password } = this.operator;
    if (account === operator.account) return operator;
    const credentials = async (): Promise<Record<string, string>> => ({ authorization: `Bearer ${await operator.token(account, TOKEN_DAYS)}` });
    try {
      return new Session(this.http, account, await credentials(), credentials);
    } catch (error) {
      if (error instanceof Refused && error.status === 403) return Session.signIn(this.http, account, password);
      throw error;
    }
  }
}
