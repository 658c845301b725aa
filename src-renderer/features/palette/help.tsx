import { type ShortcutGroup, type ShortcutName, shortcuts } from '../../lib/shortcuts.ts';
import { useView } from '../../stores/view.ts';
import { say } from '../../texts/say.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Keys } from '../../ui/keys.tsx';

const words = say.palette;
const groups = Object.keys(shortcuts) as ShortcutGroup[];

/** Every shortcut of the studio. */
export function Help() {
  const open = useView((view) => view.layer === 'help');
  return (
    <Dialog
      open={open}
      onClose={() => useView.setState({ layer: null })}
      title={words.helpTitle}
      text={words.helpText}
      wide
    >
      <div className="columns-2 gap-8">
        {groups.map((group) => (
          <Group key={group} group={group} />
        ))}
      </div>
    </Dialog>
  );
}

function Group({ group }: { group: ShortcutGroup }) {
  const entries = Object.entries(shortcuts[group]) as [ShortcutName, readonly string[]][];
  return (
    <section aria-label={words.helpGroups[group]} className="break-inside-avoid pb-5">
      <h3 className="caps pb-1 text-text-3">{words.helpGroups[group]}</h3>
      <dl>
        {entries.map(([name, keys]) => (
          <div key={name} className="flex min-h-7 items-center justify-between gap-4">
            <dt className="text-text-2">{words.keys[name]}</dt>
            <dd className="flex gap-1.5">
              {keys.map((one) => (
                <Keys key={one} keys={one} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
