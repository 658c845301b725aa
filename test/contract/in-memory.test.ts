import { describe } from 'vitest';
import { clientOf } from '../../src-main/api/client.ts';
import { portPair } from '../../src-main/engine/profile/port.ts';
import { full } from '../full.ts';
import { describeContract } from './suite.ts';

/** Under every transport; those that cross something find what this does, and more. */
describeContract(
  'in memory',
  async ({ running }) => {
    const [ours, theirs, close] = portPair();
    running.serve(theirs);
    return { client: clientOf(ours), close };
  },
  describe.runIf(full),
);
