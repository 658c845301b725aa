import { join } from 'node:path';
import { clientOf } from '../../src-main/api/client.ts';
import { connectTo } from '../../src-main/engine/profile/socket.ts';
import { describeContract } from './suite.ts';

describeContract("the profile's socket", async ({ folder }) => {
  const connection = await connectTo(join(folder, 'engine.sock'));
  if (!connection) throw new Error('nobody listens');
  return { client: clientOf(connection.port), close: connection.close };
});
