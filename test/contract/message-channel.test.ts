import { clientOf } from '../../src-main/api/client.ts';
import { describeContract } from './suite.ts';

describeContract('a MessageChannel', async ({ running }) => {
  const { port1, port2 } = new MessageChannel();
  running.serve(port2);
  return { client: clientOf(port1), close: () => port1.close() };
});
