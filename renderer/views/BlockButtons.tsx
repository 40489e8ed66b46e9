// Blocking somebody, as buttons: what the menu of their chat offers too.
import { Icon } from '../components/Icon.tsx';
import { useStore } from '../store/index.ts';
import { useBlockEntries } from './blocking.ts';

export function BlockButtons({ account, address }: { readonly account: string; readonly address: string }) {
  // What can be done follows from the list.
  useStore((state) => state.blocking[account]);
  const entries = useBlockEntries();
  return entries(account, address).map((entry) =>
    entry.kind === 'item' ? (
      <button key={entry.label} type="button" className="button small" data-danger={entry.danger} onClick={entry.onChoose}>
        {entry.icon !== undefined && <Icon icon={entry.icon} size={16} />}
        {entry.label}
      </button>
    ) : null,
  );
}
