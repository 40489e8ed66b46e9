// What can be done about somebody who is no contact and wants something: in the list of requests, and below what they wrote.
import { ShieldQuestion } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../shared/conversation.ts';
import { plainAddress } from '../../shared/look-alike.ts';
import { Icon } from '../components/Icon.tsx';
import { MenuButton, type MenuEntry } from '../components/Menu.tsx';
import { contactId } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';
import { domainIn } from '../store/requests.ts';

interface RequestActionsProps {
  readonly account: string;
  readonly address: string;
}

export function RequestActions({ account, address }: RequestActionsProps) {
  const { t } = useTranslation();
  const own = useStore((state) => state.accounts[account]);
  const offered = useStore((state) => state.blocking[account]?.offered);
  // The server is told: who may see, and who is blocked.
  const told = useStore((state) => state.contacts.get(contactId(account, address))?.request === true);
  const { answerRequest, block, ask, show, go, report } = useStore.getState();
  const online = own?.connection.state === 'online';
  const answerable = online || !told;
  const domain = domainIn(address);
  const foreign = domain !== address && domain !== domainIn(own?.address ?? '');
  const blocks = offered === 'blocks' || offered === 'reports';

  const accept = async () => {
    const conversation = await answerRequest(account, address, true);
    if (conversation === null) return;
    go('chats');
    show(conversation);
  };
  const when = (can: boolean, work: () => Promise<unknown>) => () => void (can ? work().catch(report) : undefined);
  const more: readonly MenuEntry[] = [
    {
      kind: 'item',
      label: t('requests.decline'),
      disabled: !answerable,
      onChoose: when(answerable, () => answerRequest(account, address, false)),
    },
    ...(blocks && foreign
      ? [
          {
            kind: 'item' as const,
            label: t('requests.blockServer', { domain: plainAddress(domain) }),
            danger: true,
            onChoose: () => ask({ kind: 'block', account, address: domain, report: false }),
          },
        ]
      : []),
  ];
  return (
    <>
      <button type="button" className="button small primary" aria-disabled={!answerable} onClick={when(answerable, accept)}>
        {t('requests.accept')}
      </button>
      {blocks && (
        <button
          type="button"
          className="button small"
          data-danger="true"
          aria-disabled={!online}
          onClick={when(online, () => block(account, address, null))}
        >
          {t('requests.block')}
        </button>
      )}
      {offered === 'reports' && (
        <button
          type="button"
          className="button small"
          data-danger="true"
          aria-disabled={!online}
          onClick={when(online, () => block(account, address, { reason: 'spam', text: '' }))}
        >
          {t('requests.report')}
        </button>
      )}
      <MenuButton className="button small" entries={more}>
        {t('requests.more')}
      </MenuButton>
    </>
  );
}

/** In place of the composer: nothing is written before it is decided. */
export function RequestBar({ conversation }: { readonly conversation: Conversation }) {
  const { t } = useTranslation();
  const { account, address } = conversation;
  return (
    <div className="blocked-bar" role="note">
      <Icon icon={ShieldQuestion} />
      <p className="blocked-words">
        <strong>{t('requests.bar', { address: plainAddress(address) })}</strong> {t('requests.barMore')}
      </p>
      <div className="request-actions">
        <RequestActions account={account} address={address} />
      </div>
    </div>
  );
}
