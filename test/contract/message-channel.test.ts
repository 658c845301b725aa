import { describe } from 'vitest';
import { clientOf } from '../../src-main/api/client.ts';
import { full } from '../full.ts';
import { describeContract } from './suite.ts';

/** With the full numbers; each short run has calls over such a channel in the flows of the desktop double. */
describeContract(
  'a MessageChannel',
  async ({ running }) => {
    const { port1, port2 } = new MessageChannel();
    running.serve(port2);
    return { client: clientOf(port1), close: () => port1.close() };
  },
  describe.runIf(full),
);
