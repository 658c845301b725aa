import { useState } from 'react';
import type { Job } from '../../../src-shared/contract/shapes.ts';
import { say } from '../../texts/say.ts';
import { stageWord } from '../../texts/words.ts';
import { Button } from '../../ui/button.tsx';
import { creditLines, dollarLines, type StageReceipt, stageReceipts } from './receipt.ts';
import { RefundDialog } from './refund.tsx';
import { Facts, Section } from './section.tsx';

const words = say.inspect.receipt;

/** Where every credit and every dollar of a job went. */
export function ReceiptSection({ job }: { job: Job }) {
  const [refunding, setRefunding] = useState(false);
  return (
    <Section title={words.title}>
      <Facts lines={creditLines(job)} />
      <Facts lines={dollarLines(job)} />
      {stageReceipts(job).map((receipt) => (
        <StageLines key={receipt.stage} receipt={receipt} />
      ))}
      {job.can.includes('refund') && (
        <>
          <Button size="small" className="self-start" onClick={() => setRefunding(true)}>
            {say.inspect.actions.refund}
          </Button>
          <RefundDialog job={job} open={refunding} onClose={() => setRefunding(false)} />
        </>
      )}
    </Section>
  );
}

function StageLines({ receipt }: { receipt: StageReceipt }) {
  const { stage, models, billed, tries, did } = receipt;
  return (
    <div className="mt-1 flex flex-col gap-0.5 text-small">
      <p className="flex items-baseline justify-between gap-3">
        <span className={stage === 'final' ? 'text-final' : 'text-preview'}>{stageWord[stage]}</span>
        <span className="figures">{tries > 0 ? billed : ''}</span>
      </p>
      {models.length > 0 && <p className="text-text-2 wrap-anywhere">{models.join(', ')}</p>}
      {tries > 1 && <p className="text-text-2">{words.tries(tries)}</p>}
      {did.length > 0 && (
        <p className="text-text-2">
          <span className="text-text-3">{words.did}: </span>
          {did.join('; ')}
        </p>
      )}
    </div>
  );
}
