import type { Millis } from '#domain';
import { ServerClock } from '../play/pace.js';
import type { Stage } from '../stage.js';
import { closeBooks } from './books.js';
import { Desk } from './desk.js';
import { Findings } from './findings.js';
import { Ledger } from './ledger.js';
import { People } from './people.js';
import { Scene, type Story, type Ways } from './scene.js';
import { manhole } from './stories/manhole.js';
import { rainyNight } from './stories/rain.js';
import { river } from './stories/river.js';
import { Tempo } from './tempo.js';

export const STORIES = { 'rainy-night': rainyNight, river, manhole } as const satisfies Readonly<Record<string, Story>>;
export type StoryName = keyof typeof STORIES;

/** So long the server's clock is looked at: a busy machine answers late now and then. */
const LOOK_MS = 3_000, WAITS: Millis = 180_000;

export interface How { readonly run: string; readonly speed: number | 'max'; readonly seed: number; readonly size: number | null; readonly ways: Ways; /** So much real time is waited for what only the server's clock can bring. */ readonly waits?: Millis }

/** A story on its stage: played once, with its findings at the end. */
export class Performance {
  readonly findings = new Findings();
  readonly ledger = new Ledger();
  #tempo: Tempo | null = null;
  #scene: Scene | null = null;

  constructor(private readonly stage: Stage, private readonly story: Story, private readonly how: How) {}

  /** Plays it to its end and closes the books. @throws Error when it cannot go on */
  async play(): Promise<Findings> {
    const { stage: { http, county, play: { crew } }, how: { run, seed, size, ways, speed, waits = WAITS }, findings, ledger } = this;
    // Everything that follows is dated by it: a glance at the clock would not do.
    const tempo = this.#tempo = new Tempo(await ServerClock.read(http, LOOK_MS), this.story.duration, speed);
    const desk = new Desk(await crew.session(county.somebody('operator', 0)), await crew.session(county.somebody('dispatcher', 0)), run);
    const scene = new Scene({ http, desk, people: new People(crew, county, run), county, tempo, ledger, findings, ways, seed, size, run, waits });
    this.#scene = scene;
    try {
      await this.story.play(scene);
      await closeBooks(scene);
    } finally {
      await scene.close();
    }
    return findings;
  }

  stop(): void { if (this.#tempo !== null) this.#tempo.stopped = true; }

  /** One line of where it is. */
  line(): string { return `${this.#scene?.now ?? ''} · ${this.ledger.sent.toLocaleString('en')} readings in ${this.ledger.frames.toLocaleString('en')} frames`; }
}
