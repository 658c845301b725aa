import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '../../src-shared/contract/contract.ts';
import type { Staged } from '../../src-shared/contract/shapes.ts';

/** Every call of the contract, typed by it. */
export type Client = ContractRouterClient<typeof contract>;

/** One open connection to an engine, whatever carries it. */
export type Connection = {
  client: Client;
  /** Settles when it is gone. */
  closed: Promise<void>;
  close(): void;
  /** Where a file of a take is served, while this connection's session lives. */
  assetUrl(asset: number): string;
  /** Where an input is served: a staged file by its id, or the file of a job by `job/field`. */
  inputUrl(of: string): string;
  /** Brings a file of the creator's own to the engine. Throws RushesError. */
  stage(file: File, signal: AbortSignal): Promise<Staged>;
};

/** Opens a connection; throws where it cannot now. `SignedOut` says that trying again is of no use. */
export type Transport = { open(signal: AbortSignal): Promise<Connection> };

/** The host does not know this page (any more): a new link is needed. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}
