type TileWords = { workflow: string; about: string; state: string; relation: string | null };

export const shelf = {
  region: 'Takes',
  empty: {
    title: 'Your takes line up here',
    text: 'Make a first preview and it stands here. Of several, the finals are made in one go.',
  },
  nothing: 'No take of this workflow.',
  all: 'All workflows',
  filter: 'Show',
  older: 'Load older',
  choose: (about: string): string => `Choose: ${about}`,
  starred: 'Starred',
  progress: (about: string): string => `Progress: ${about}`,
  /** The name of a tile, for who does not see it. */
  tile: ({ workflow, about, state, relation }: TileWords): string =>
    `${workflow}, ${state}: ${about}${relation === null ? '' : `, ${relation.toLowerCase()}`}`,
  makeFinal: (credits: string): string => `Make final · ${credits} cr`,
  makeFinalFree: 'Make final',
  chosen: {
    region: 'Chosen takes',
    count: (takes: number): string => `${takes} chosen`,
    finals: (takes: number, credits: string): string => `Finals (${takes}) · ${credits} cr`,
    finalsFree: (takes: number): string => `Finals (${takes})`,
    reject: (takes: number): string => `Reject (${takes})`,
    keeps: (credits: string): string => `keeps ${credits} cr`,
    none: 'None of them waits for your OK.',
    clear: 'Clear',
  },
};
