import { clientOf } from '../../src-main/api/client.ts';
import { portPair } from '../../src-main/engine/profile/port.ts';
import { describeContract } from './suite.ts';

describeContract('in memory', async ({ running }) => {
  const [ours, theirs, close] = portPair();
  running.serve(theirs);
  return { client: clientOf(ours), close };
});
