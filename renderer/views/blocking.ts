// Whether somebody is blocked, and the entries of menus that change it.
import { Ban, Flag } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { blockedBy } from '../../shared/blocking.ts';
import type { MenuEntry } from '../components/Menu.tsx';
import { useStore } from '../store/index.ts';

const NOBODY: readonly string[] = [];

/** What on the account's list keeps this address away; empty = nothing does. */
export function useBlockedBy(account: string, address: string): readonly string[] {
  const addresses = useStore((state) => state.blocking[account]?.addresses ?? NOBODY);
  return useMemo(() => blockedBy(addresses, address), [addresses, address]);
}

/** Whether somebody is blocked, for lists of many. */
export function useIsBlocked(): (account: string, address: string) => boolean {
  const blocking = useStore((state) => state.blocking);
  return useCallback((account, address) => blockedBy(blocking[account]?.addresses ?? NOBODY, address).length > 0, [blocking]);
}

/** Undo for somebody who is blocked, else what the account's server offers, which may be nothing. */
export function useBlockEntries(): (account: string, address: string) => readonly MenuEntry[] {
  const { t } = useTranslation();
  return useCallback(
    (account, address) => {
      const { blocking, unblock, ask, report: tell } = useStore.getState();
      const { addresses = NOBODY, offered = null } = blocking[account] ?? {};
      const by = blockedBy(addresses, address);
      if (by.length > 0) {
        return [{ kind: 'item', label: t('block.unblock'), icon: Ban, onChoose: () => void unblock(account, by).catch(tell) }];
      }
      const entry = (label: string, icon: typeof Ban, report: boolean): MenuEntry => ({
        kind: 'item',
        label,
        icon,
        danger: true,
        onChoose: () => ask({ kind: 'block', account, address, report }),
      });
      return [
        ...(offered === 'blocks' || offered === 'reports' ? [entry(t('block.block'), Ban, false)] : []),
        ...(offered === 'reports' ? [entry(t('block.andReport'), Flag, true)] : []),
      ];
    },
    [t],
  );
}
