// What an xmpp: link proposes, whoever made it: a chat, perhaps with words for it, or a new contact. Nothing happens before the person says so.
import { useTranslation } from 'react-i18next';
import type { XmppLink } from '../../shared/links.ts';
import { isDisguised, plainAddress } from '../../shared/look-alike.ts';
import { Confirm } from '../components/Confirm.tsx';
import { useStore } from '../store/index.ts';
import { AddContact } from './AddContact.tsx';
import { From, useFrom } from './From.tsx';

interface FollowLinkProps {
  readonly link: XmppLink;
  /** The one it may be about. */
  readonly account: string | null;
}

export function FollowLink({ link, account }: FollowLinkProps) {
  const ask = useStore((state) => state.ask);
  if (link.add) return <AddContact account={account} address={link.address} name={link.name ?? ''} onClose={() => ask(null)} />;
  return <Write link={link} account={account} />;
}

function Write({ link: { address, text = '' }, account: about }: FollowLinkProps) {
  const { t } = useTranslation();
  const [account, setAccount] = useFrom(about);
  const { ask, show, go, startWith, report } = useStore.getState();
  const yes = async () => {
    ask(null);
    if (account === undefined) return;
    // What stands in its message box is stored when it closes; the link's words come behind it.
    show(null);
    await new Promise(requestAnimationFrame);
    const id = await startWith(account, address, text);
    go('chats');
    show(id);
  };
  return (
    <Confirm
      title={t('link.title')}
      onClose={() => ask(null)}
      answers={[{ label: t('link.open'), onChoose: () => void yes().catch(report) }]}
    >
      <p className="link-host selectable">
        <bdi dir="ltr">{plainAddress(address)}</bdi>
      </p>
      {isDisguised(address) && <p className="request-warning">{t('requests.disguised')}</p>}
      {text !== '' && (
        <>
          <p>{t('link.text')}</p>
          <p className="request-quote" dir="auto">
            {text}
          </p>
        </>
      )}
      <From from={account} onChoose={setAccount} />
      <p className="choice-hint">{t('link.more')}</p>
    </Confirm>
  );
}
