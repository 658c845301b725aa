/** What the desktop app says outside of its pages: menus, tray, and the questions of the system's own dialogs. */
const jobs = (n: number): string => (n === 1 ? '1 job' : `${n} jobs`);

export const desktopTexts = {
  name: 'Rushes',
  menu: {
    file: '&File',
    edit: '&Edit',
    view: '&View',
    window: '&Window',
    help: '&Help',
    studio: 'Studio',
    library: 'Library',
    spend: 'Spend',
    settings: 'Settings…',
    demo: 'Open the Demo',
    own: 'Open My Own Studio',
    updates: 'Check for Updates…',
    quit: 'Quit Rushes',
  },
  tray: {
    open: 'Open Rushes',
    pause: 'Pause the queue',
    resume: 'Resume the queue',
    idle: 'Nothing is being made',
    running: (n: number): string => `${jobs(n)} being made`,
    waiting: (n: number): string => `${jobs(n)} waiting`,
    asking: (n: number): string => `${n === 1 ? '1 job waits' : `${n} jobs wait`} for you`,
    paused: 'The queue is paused',
  },
  quit: {
    away: (n: number): string => `${n === 1 ? '1 job is' : `${n} jobs are`} being made at a provider`,
    waiting: (n: number): string => (n === 1 ? '1 job waits' : `${n} jobs wait`),
    goesOn: (n: number): string => `${n === 1 ? 'It goes' : 'They go'} on when Rushes is opened again.`,
    detail:
      'They go on there, and nothing is paid twice: Rushes picks up their results when it is opened again. Results that nobody fetches are kept by the provider for a limited time.',
    quit: 'Quit',
    stay: 'Keep Open',
  },
  crash: {
    title: 'The window stopped working',
    detail: 'Your jobs go on and nothing is lost. It has stopped several times in a row.',
    reload: 'Open It Again',
    quit: 'Quit',
  },
  failed: {
    title: 'Rushes cannot open its profile',
    unexpected: 'Something went wrong in Rushes',
    log: (file: string): string => `Its log says more: ${file}`,
    switch: (name: string): string =>
      `Rushes does not start with --${name}: it would open what is kept closed.`,
  },
  downloads: {
    saved: (files: number): string => `${files === 1 ? '1 file is' : `${files} files are`} in your downloads`,
    failed: 'A file could not be saved',
  },
  updates: {
    off: 'This copy of Rushes does not update itself. Get new versions where you got this one.',
    demo: 'Updates are offered in your own studio, which is copied before. Open it from the menu, then look there.',
    none: (version: string): string => `Rushes ${version} is the newest version.`,
    failed: 'It could not be found out whether there is a newer version. Try again later.',
    found: (version: string): string => `Rushes ${version} is available`,
    ask: 'It is downloaded only if you want it. Your profile is copied before it is installed.',
    download: 'Download',
    later: 'Later',
    ready: (version: string): string => `Rushes ${version} is ready to install`,
    install: 'Install and Restart',
    notInstalled:
      'The update could not be installed. Rushes starts again as it was; nothing of yours was changed.',
    noCopy:
      'The profile could not be copied, so nothing was installed. Free some disk space, then try again.',
  },
} as const;
