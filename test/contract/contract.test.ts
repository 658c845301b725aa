import { join } from 'node:path';
import { portPair } from '../../src-main/engine/profile/port.ts';
import { connectTo } from '../../src-main/engine/profile/socket.ts';
import { clientOf } from '../../src-main/hosts/cli/client.ts';
import { describeContract } from './suite.ts';

/** The contract over every transport that there is, so that a new one is nothing new. */

describeContract('in memory', async ({ running }) => {
  const [ours, theirs, close] = portPair();
  running.serve(theirs);
  return { client: clientOf(ours), close };
});

describeContract("the profile's socket", async ({ folder }) => {
  const connection = await connectTo(join(folder, 'engine.sock'));
  if (!connection) throw new Error('nobody listens');
  return { client: clientOf(connection.port), close: connection.close };
});

describeContract('a MessageChannel', async ({ running }) => {
  const { port1, port2 } = new MessageChannel();
  running.serve(port2);
  return { client: clientOf(port1), close: () => port1.close() };
});
