import { createORPCClient } from '@orpc/client';
import { RPCLink, type SupportedMessagePort } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '../../src-shared/contract/contract.ts';

/** Every call of the contract, typed by it. */
export type Client = ContractRouterClient<typeof contract>;

/** A client on any port that serves the contract. Calls that are open when the port closes reject. */
export const clientOf = (port: unknown): Client =>
  createORPCClient(new RPCLink({ port: port as SupportedMessagePort }));
