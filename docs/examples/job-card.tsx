import { createJob, useCredits, useJobStatus, useJobs } from '../../src-renderer/stores/hooks.ts';

/** Makes a job; the same call sent again (same `key`) makes nothing twice. */
export async function speak(text: string): Promise<string | undefined> {
  const [job] = await createJob({ workflow: 'tts', params: { text, voice: 'Aria' }, priority: 'normal' });
  return job?.id;
}

/** Follows one job: `data` is as the engine has it, `error` says what ended it or what it waits for. */
export function JobCard({ id }: { id: string }) {
  const { data, error } = useJobStatus(id);
  if (error) return <p>{`${error.message} ${error.next}`}</p>;
  return <p>{data ? `${data.workflow}: ${data.state}, ${data.takes.length} takes` : 'Not here'}</p>;
}

export function Waiting() {
  const { available } = useCredits();
  const previews = useJobs('preview_ready');
  return <p>{`${previews.length} previews wait for you, ${available} credits are left.`}</p>;
}
