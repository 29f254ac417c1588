import type { CaseView, Receipt, SentCommandInput } from '#contract';
import type { CaseEvent, UserId } from '#domain';
import { photo, snapshot } from './county.js';
import type { Harness } from './harness.js';

/** What stories about cases say again and again. */
export interface Watch {
  view(id: string, by?: string): Promise<CaseView>;
  /** The recorded facts of a kind, oldest first. */
  facts(id: string, type: CaseEvent['type']): Promise<CaseView['timeline']>;
  /** What a person was told about a case, oldest first. */
  told(account: string, id: string): Promise<string[]>;
  does(account: string, id: string, command: SentCommandInput): Promise<Receipt>;
  /** The code with which a command is refused. @throws Error when it is not */
  refusal(account: string, id: string, command: SentCommandInput): Promise<string>;
  /** The hash of a photo that the person has uploaded, taken there and then if that is said. */
  proof(account: string, taken?: Parameters<typeof snapshot>[0]): Promise<string>;
  accepts(account: string, id: string): Promise<Receipt>;
  /** Feedback with one photo. */
  resolves(account: string, id: string): Promise<Receipt>;
  /** Checked on the spot and found done; what the automation does then is done too. */
  verifies(account: string, id: string): Promise<void>;
}

/** The words for whatever harness stands there when they are said. */
export function watch(harness: () => Harness): Watch {
  const view: Watch['view'] = async (id, by = 'disp-1') => (await harness().as(by)).want('case', { params: { id } });
  const does: Watch['does'] = async (account, id, command) => (await harness().as(account)).does(id, command);
  const proof: Watch['proof'] = async (account, taken) => (await harness().as(account)).upload(await (taken ? snapshot(taken) : photo()));
  return {
    view, does, proof,
    facts: async (id, type) => (await view(id)).timeline.filter((e) => e.type === type),
    told: async (account, id) => (await (await harness().as(account)).want('notices', { query: { limit: 200 } })).filter((n) => n.case === id).map(({ kind }) => kind).reverse(),
    refusal: async (account, id, command) => {
      const answer = await (await harness().as(account)).command(id, command);
      if (answer.ok) throw new Error(`${account} was not refused ${command.type}`);
      return answer.problem.code;
    },
    accepts: (account, id) => does(account, id, { type: 'accept', assignee: account as UserId }),
    resolves: async (account, id) => does(account, id, { type: 'resolve', note: 'done', evidence: [await proof(account)] }),
    verifies: async (account, id) => {
      await does(account, id, { type: 'verify', passed: true, evidence: [await proof(account)] });
      await harness().quiesce();
    },
  };
}
