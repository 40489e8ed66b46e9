// The requests: strangers who wrote or who want to see when the person is online, apart from the chats until they are answered.
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { plainAddress } from '../../shared/look-alike.ts';
import { EmptyState } from '../components/EmptyState.tsx';
import { FloodRow, RequestRow } from '../components/RequestRow.tsx';
import { useStore } from '../store/index.ts';
import { type Asking, domainIn, requestEntries } from '../store/requests.ts';
import { RequestActions } from './RequestActions.tsx';
import { useAsking } from './RequestsDoor.tsx';

/** More of them are shown when asked for. */
const SHOWN = 50;
export function Requests() {
  const { t } = useTranslation();
  const all = useAsking();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState(SHOWN);
  const entries = useMemo(() => requestEntries(all, opened), [all, opened]);
  const only = useStore((state) => state.onlyAccount);
  const { ask, go, listOnly } = useStore.getState();
  const fold = (key: string) =>
    setOpened((before) => (before.has(key) ? new Set([...before].filter((each) => each !== key)) : new Set([...before, key])));
  if (all.length === 0) {
    return (
      <EmptyState title={t('requests.noneTitle')} text={t('requests.none')}>
        {only !== null && (
          <button type="button" className="button" onClick={() => listOnly(null)}>
            {t('accounts.showAll')}
          </button>
        )}
        <button type="button" className="button" onClick={() => go('chats')}>
          {t('list.showAll')}
        </button>
      </EmptyState>
    );
  }
  return (
    <>
      <p className="request-rest">{t('requests.lead')}</p>
      <ul className="requests scrolls" aria-label={t('requests.title')}>
        {entries.slice(0, shown).map((entry) =>
          entry.kind === 'one' ? (
            <One key={entry.key} asking={entry.asking} />
          ) : (
            <FloodRow key={entry.key} domain={entry.domain} count={entry.count} open={entry.open} onFold={() => fold(entry.key)}>
              <BlockServer account={entry.account} domain={entry.domain} />
            </FloodRow>
          ),
        )}
      </ul>
      <div className="list-actions">
        {entries.length > shown && (
          <button type="button" className="button small" onClick={() => setShown(shown + SHOWN)}>
            {t('requests.showMore', { count: entries.length - shown })}
          </button>
        )}
        <button type="button" className="button small" aria-haspopup="dialog" onClick={() => ask({ kind: 'decline-requests' })}>
          {t('requests.declineAll')}
        </button>
      </div>
    </>
  );
}

function One({ asking: { account, address, seeing, claims, conversation } }: { readonly asking: Asking }) {
  const several = useStore((state) => Object.keys(state.accounts).length > 1);
  const own = useStore((state) => state.accounts[account]?.address);
  const show = useStore((state) => state.show);
  return (
    <RequestRow
      address={address}
      to={several ? own : undefined}
      seeing={seeing}
      claims={claims}
      text={conversation?.last?.preview}
      count={conversation?.unread ?? 0}
      onOpen={conversation === undefined ? undefined : () => show(conversation.id)}
    >
      <RequestActions account={account} address={address} />
    </RequestRow>
  );
}

/** Not one's own: nothing would come any more. */
function BlockServer({ account, domain }: { readonly account: string; readonly domain: string }) {
  const { t } = useTranslation();
  const own = useStore((state) => state.accounts[account]?.address ?? '');
  const offered = useStore((state) => state.blocking[account]?.offered);
  const ask = useStore((state) => state.ask);
  if (domain === domainIn(own) || (offered !== 'blocks' && offered !== 'reports')) return null;
  return (
    <button
      type="button"
      className="button small"
      data-danger="true"
      aria-haspopup="dialog"
      onClick={() => ask({ kind: 'block', account, address: domain, report: false })}
    >
      {t('requests.blockServer', { domain: plainAddress(domain) })}
    </button>
  );
}
