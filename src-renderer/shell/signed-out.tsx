import { Fragment } from 'react';
import { say } from '../texts/say.ts';

/** A page without a session: nothing can be asked for, so it says how to come back. */
export function SignedOutPage() {
  const { title, text, commands } = say.shell.signedOut;
  return (
    <main className="flex h-full flex-col items-center justify-center gap-4 p-8 text-center">
      <img src="./icon.svg" alt="" width={48} height={48} />
      <h1 className="text-big font-semibold">{title}</h1>
      <p className="max-w-100 text-text-2">{text}</p>
      <dl className="grid grid-cols-[auto_auto] items-center gap-x-4 gap-y-2 text-left">
        {commands.map(([studio, command]) => (
          <Fragment key={studio}>
            <dt className="text-text-2">{studio}</dt>
            <dd>
              <code className="figures block rounded-control border border-line bg-panel px-4 py-2 text-title">
                {command}
              </code>
            </dd>
          </Fragment>
        ))}
      </dl>
    </main>
  );
}
