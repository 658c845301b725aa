import * as Radix from '@radix-ui/react-switch';

type Props = {
  id?: string;
  checked: boolean;
  onChange(checked: boolean): void;
  label?: string;
  describedBy?: string | undefined;
};

export function Switch({ id, checked, onChange, label, describedBy }: Props) {
  return (
    <Radix.Root
      id={id}
      checked={checked}
      onCheckedChange={onChange}
      aria-label={label}
      aria-describedby={describedBy}
      className="relative h-[18px] w-8 shrink-0 rounded-full bg-pressed transition-colors quick data-[state=checked]:bg-focus"
    >
      <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-white transition-transform quick data-[state=checked]:translate-x-4" />
    </Radix.Root>
  );
}
