/**
 * Every shortcut of the studio, for the help. Each is listened for where it belongs; what it does is said in `say.palette.keys` under its
 * name here.
 */
export const shortcuts = {
  everywhere: {
    palette: ['mod+k'],
    help: ['?'],
    studio: ['mod+1'],
    library: ['mod+2'],
    spend: ['mod+3'],
    settings: ['mod+4'],
    queue: ['q'],
    close: ['esc'],
  },
  making: {
    preview: ['mod+enter'],
    final: ['mod+shift+enter'],
  },
  takes: {
    star: ['s'],
    flip: ['t'],
    arrows: ['←', '→'],
  },
  player: {
    play: ['space', 'k'],
    back: ['j'],
    on: ['l'],
    frame: [',', '.'],
    range: ['i', 'o'],
    loop: ['r'],
    mute: ['m'],
    full: ['f'],
  },
} as const satisfies Record<string, Record<string, readonly string[]>>;

export type ShortcutGroup = keyof typeof shortcuts;
export type ShortcutName = { [G in ShortcutGroup]: keyof (typeof shortcuts)[G] }[ShortcutGroup];
