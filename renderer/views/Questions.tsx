// What Kith asks before it does something that cannot be taken back.
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { CertificateTrouble } from '../../shared/certificate.ts';
import type { Message } from '../../shared/message.ts';
import { Confirm } from '../components/Confirm.tsx';
import { useStore } from '../store/index.ts';
import { BlockPerson } from './BlockPerson.tsx';
import { AccountCertificate } from './CertificateDialog.tsx';
import { EditContact, RemoveContact, RenameGroup } from './EditContact.tsx';
import { Export } from './Export.tsx';
import { FollowLink } from './FollowLink.tsx';
import { Forward } from './Forward.tsx';
import { MessageDetails } from './MessageDetails.tsx';
import { OwnPicture } from './OwnPicture.tsx';
import { OwnProfile } from './OwnProfile.tsx';
import { useAsking } from './RequestsDoor.tsx';

export function Questions() {
  const question = useStore((state) => state.question);
  switch (question?.kind) {
    case 'delete-chat':
      return <DeleteChat id={question.conversation} />;
    case 'export':
      return <Export conversation={question.conversation} />;
    case 'edit-contact':
      return <EditContact account={question.account} address={question.address} />;
    case 'remove-contact':
      return <RemoveContact account={question.account} address={question.address} />;
    case 'rename-group':
      return <RenameGroup account={question.account} group={question.group} />;
    case 'own-picture':
      return <OwnPicture account={question.account} />;
    case 'own-profile':
      return <OwnProfile account={question.account} />;
    case 'block':
      return <BlockPerson {...question} />;
    case 'decline-requests':
      return <DeclineRequests />;
    case 'open-link':
      return <OpenLink url={question.url} />;
    case 'link':
      return <FollowLink {...question} />;
    case 'certificate':
      return <Certificate {...question} />;
    case 'delete-message':
      return <DeleteMessage message={question.message} />;
    case 'forward':
      return <Forward message={question.message} />;
    case 'message-details':
      return <MessageDetails message={question.message} />;
    case undefined:
      return null;
  }
}

function Certificate({ account: id, trouble }: { readonly account: string; readonly trouble: CertificateTrouble }) {
  const account = useStore((state) => state.accounts[id]);
  const ask = useStore((state) => state.ask);
  const settled = account === undefined || account.connection.state === 'online';
  // The server has proven itself meanwhile: there is nothing to answer any more.
  useEffect(() => (settled ? ask(null) : undefined), [settled, ask]);
  if (settled) return null;
  return <AccountCertificate account={account} trouble={trouble} onClose={() => ask(null)} />;
}

function DeleteChat({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const name = useStore((state) => state.conversations[id]?.title ?? '');
  const { ask, deleteConversation, report } = useStore.getState();
  const remove = () => {
    ask(null);
    deleteConversation(id).catch(report);
  };
  return (
    <Confirm
      title={t('deleteChat.title')}
      onClose={() => ask(null)}
      answers={[{ label: t('deleteChat.delete'), danger: true, onChoose: remove }]}
    >
      <p>{t('deleteChat.question', { name })}</p>
      <p className="choice-hint">{t('deleteChat.more')}</p>
    </Confirm>
  );
}

/** An own message can be taken back, any can be deleted here; honest about what neither can do. */
function DeleteMessage({ message }: { readonly message: Message }) {
  const { t } = useTranslation();
  const name = useStore((state) => state.conversations[message.conversation]?.title ?? '');
  const { ask, retractMessage, deleteMessage, report } = useStore.getState();
  const run = (action: (id: string) => Promise<void>) => () => {
    ask(null);
    action(message.id).catch(report);
  };
  // What never left, nobody else has.
  const shared = message.direction === 'out' && message.retractedAt === undefined && message.state !== 'pending';
  const everybody = { label: t('deleteMessage.forAll'), danger: true, onChoose: run(retractMessage) };
  return (
    <Confirm
      title={t('deleteMessage.title')}
      onClose={() => ask(null)}
      answers={[
        ...(shared ? [everybody] : []),
        { label: t('deleteMessage.forMe'), danger: !shared, plain: shared, onChoose: run(deleteMessage) },
      ]}
    >
      {shared && <p>{t('deleteMessage.both', { name })}</p>}
      <p>{t(shared ? 'deleteMessage.only' : message.state === 'pending' ? 'deleteMessage.unsent' : 'deleteMessage.here', { name })}</p>
    </Confirm>
  );
}

function DeclineRequests() {
  const { t } = useTranslation();
  const all = useAsking();
  const only = useStore((state) => (state.onlyAccount === null ? undefined : state.accounts[state.onlyAccount]));
  const stay = useStore((state) => all.some(({ account, seeing }) => seeing && state.accounts[account]?.connection.state !== 'online'));
  const { ask, declineRequests, report } = useStore.getState();
  const decline = () => {
    ask(null);
    declineRequests(only?.id ?? null).catch(report);
  };
  return (
    <Confirm
      title={t('requests.declineTitle')}
      onClose={() => ask(null)}
      answers={[{ label: t('requests.declineYes'), danger: true, onChoose: decline }]}
    >
      <p>{t('requests.declineText', { count: all.length })}</p>
      {only !== undefined && <p className="choice-hint">{t('requests.declineOf', { address: only.address })}</p>}
      {stay && <p className="choice-hint">{t('requests.declineOffline')}</p>}
    </Confirm>
  );
}

function OpenLink({ url }: { readonly url: string }) {
  const { t } = useTranslation();
  const { ask, followLink, copyText, report } = useStore.getState();
  const run = (action: Promise<void>) => {
    ask(null);
    action.catch(report);
  };
  return (
    <Confirm
      title={t('openLink.title')}
      onClose={() => ask(null)}
      answers={[
        { label: t('openLink.copy'), plain: true, onChoose: () => run(copyText(url)) },
        { label: t('openLink.open'), onChoose: () => run(followLink(url, false)) },
      ]}
    >
      <p className="link-host selectable">
        <bdi>{placeOf(url)}</bdi>
      </p>
      <p className="link-url selectable">
        <bdi>{url}</bdi>
      </p>
      <p className="choice-hint">{t('openLink.more')}</p>
    </Confirm>
  );
}

/** Where a link leads: the host as the network knows it (letters of other scripts as xn--), or the address of a mail. */
function placeOf(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return url;
  return parsed.protocol === 'mailto:' ? decodedOr(parsed.pathname) : parsed.host;
}

function decodedOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
