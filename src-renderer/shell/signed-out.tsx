import { say } from '../texts/say.ts';

/** A page without a session: nothing can be asked for, so it says how to come back. */
export function SignedOutPage() {
  const { title, text, command } = say.shell.signedOut;
  return (
    <main className="flex h-full flex-col items-center justify-center gap-4 p-8 text-center">
      <img src="./icon.svg" alt="" width={48} height={48} />
      <h1 className="text-big font-semibold">{title}</h1>
      <p className="max-w-100 text-text-2">{text}</p>
      <code className="figures rounded-control border border-line bg-panel px-4 py-2 text-title">
        {command}
      </code>
    </main>
  );
}
