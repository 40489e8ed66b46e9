// What somebody tells of themselves, in the details: asked when they come into view; text, and links that only the person opens.
import './Profile.css';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Card, EMPTY_CARD } from '../../shared/profile.ts';
import { fullDate } from '../components/dates.ts';
import { textParts } from '../components/text-parts.ts';
import { contactId } from '../store/contacts.ts';
import { useStore } from '../store/index.ts';

export function ProfileTold({ account, address }: { readonly account: string; readonly address: string }) {
  const { t } = useTranslation();
  const contact = useStore((state) => state.contacts.get(contactId(account, address)));
  const online = useStore((state) => state.accounts[account]?.connection.state === 'online');
  const card = useCard(account, address, online);
  const { fullName, organisation, title, birthday, phones, emails, websites, note } = card;
  const calls = contact?.calls ?? '';
  const rows: readonly (readonly [row: string, values: readonly ReactNode[]])[] = [
    ['nickname', calls === '' || calls === contact?.name ? [] : [calls]],
    ['fullName', fullName === '' || fullName === contact?.name ? [] : [fullName]],
    ['organisation', organisation === '' ? [] : [organisation]],
    ['title', title === '' ? [] : [title]],
    ['birthday', birthday === '' ? [] : [dateOf(birthday)]],
    ['phone', phones],
    ['email', emails.map((email) => <Link key={email} text={email} url={mailto(email)} />)],
    ['website', websites.map((site) => <Link key={site} text={site} url={webAddress(site)} />)],
    ['note', note === '' ? [] : [<Text key="note" text={note} />]],
  ];
  const told = rows.filter(([, values]) => values.length > 0);
  if (told.length === 0) return null;
  return (
    <section className="profile-told" aria-label={t('profile.told')}>
      <dl className="details-card">
        {told.map(([row, values]) => (
          <div key={row} className="details-row">
            <dt>{t(`profile.row.${row}`)}</dt>
            <dd className="selectable">
              {values.map((value, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the values have no other identity
                <div key={index}>
                  <bdi>{value}</bdi>
                </div>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="profile-told-hint">{t('profile.toldHint')}</p>
    </section>
  );
}

function Text({ text }: { readonly text: string }) {
  return textParts(text).map((part, index) =>
    part.kind === 'text' ? (
      part.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in its order
      <Link key={index} text={part.title ?? part.text} url={part.url} />
    ),
  );
}

function Link({ text, url }: { readonly text: string; readonly url: string | undefined }) {
  const confirm = useStore((state) => state.settings.confirmLinks);
  const { followLink, report } = useStore.getState();
  if (url === undefined) return text;
  return (
    <a
      href={url}
      onClick={(event) => {
        event.preventDefault();
        followLink(url, confirm).catch(report);
      }}
    >
      {text}
    </a>
  );
}

/** Others may have written anything there. */
function dateOf(text: string): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return year === undefined ? text : fullDate(new Date(Number(year), Number(month) - 1, Number(day)).getTime());
}

function mailto(email: string): string | undefined {
  return /^[^\s@?&#%]+@[^\s@?&#%]+$/.test(email) ? `mailto:${email}` : undefined;
}

/** Undefined for what would lead elsewhere than to the web. */
function webAddress(site: string): string | undefined {
  const url = URL.parse(site);
  return url !== null && ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
}

function useCard(account: string, address: string, online: boolean): Card {
  const [card, setCard] = useState<Card>(EMPTY_CARD);
  useEffect(() => {
    const asked = new AbortController();
    const { lookAt, report } = useStore.getState();
    setCard((before) => (online ? before : EMPTY_CARD));
    lookAt(account, address).then((found) => (asked.signal.aborted ? undefined : setCard(found)), report);
    return () => asked.abort();
  }, [account, address, online]);
  return card;
}
