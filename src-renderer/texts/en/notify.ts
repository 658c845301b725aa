/** What is told of jobs while a person is elsewhere. */
export const notify = {
  region: 'News of jobs',
  one: {
    preview_ready: (about: string): string => `Preview ready: ${about}`,
    final_done: (about: string): string => `Final done: ${about}`,
    failed: (about: string, charge: string): string => `Failed, ${charge}: ${about}`,
    decision: (about: string): string => `Needs your decision: ${about}`,
  },
  many: {
    preview_ready: (n: number): string => `${n} previews ready`,
    final_done: (n: number): string => `${n} finals done`,
    failed: (n: number): string => `${n} jobs failed`,
    decision: (n: number): string => `${n} jobs need your decision`,
  },
  title: {
    preview_ready: 'Preview ready',
    final_done: 'Final done',
    failed: 'Failed',
    decision: 'Needs your decision',
  },
  offline: 'Offline. Decide now all the same: what you approve goes out by itself when the network is back.',
  document: (unseen: number, name: string): string => (unseen === 0 ? name : `(${unseen}) ${name}`),
};
