export const shell = {
  name: 'Rushes',
  pages: { studio: 'Studio', library: 'Library', spend: 'Spend', settings: 'Settings' },
  newJob: 'New',
  find: 'Find anything',
  online: 'Online',
  offline: (finals: number): string =>
    finals === 0 ? 'Offline' : `Offline · ${finals} ${finals === 1 ? 'final' : 'finals'} will go out later`,
  connecting: 'Connecting',
  lost: 'Connection to the engine lost. Reconnecting…',
  missing: 'This page could not be read from the studio yet.',
  missingNext: 'It is tried again by itself. If this stays, reload the window: nothing is lost.',
  demo: 'Demo',
  demoHint: 'Simulated providers, play credits. Nothing is paid.',
  queue: (jobs: number): string => `Queue ${jobs}`,
  credits: (available: string, held: string): string => `${available} cr · ${held} held`,
  creditsLabel: 'Open the Spend page',
  signedOut: {
    title: 'This page needs a new link',
    text: 'For your safety a link opens the studio once. Ask for a new one on the machine that runs Rushes:',
    commands: [
      ['Your studio', 'npx rushes open'],
      ['The demo', 'npx rushes --demo open'],
    ],
  },
  skip: 'Skip to the stage',
  regions: { rail: 'Pages', composer: 'Composer', stage: 'Stage', inspector: 'Inspector', queue: 'Queue' },
};
