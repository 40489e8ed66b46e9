// What people tell of themselves, as far as every row of them shows it: picture and names. The person's own accounts are among them.
import { type Contact, contactId } from '../../shared/contact.ts';
import type { Picture } from '../../shared/picture.ts';
import { type Signal, signal } from '../../shared/signal.ts';
import type { PictureRow, ProfileRow, ProfileStore } from '../archive/profiles.ts';
import type { Announcer } from './announce.ts';

export interface Profiles {
  /** After the commit: whose shows otherwise now. */
  readonly changed: Signal<{ readonly account: string; readonly address: string }>;
  row(account: string, address: string): ProfileRow | undefined;
  /** What they want to be called, or the name in their vCard; '' for neither. Nobody's word but theirs. */
  nameOf(account: string, address: string): string;
  /** What is shown of somebody's picture; undefined: none. */
  picture(account: string, address: string): Picture | undefined;
  /** What the row of a contact, by its id, says of it; see shared/contact.ts. */
  shown(id: string): Pick<Contact, 'picture' | 'calls'>;
  update(account: string, address: string, change: Partial<Omit<ProfileRow, 'address'>>): void;
  /** Who told this picture as theirs. */
  owners(hash: string): readonly { readonly account: string; readonly address: string; readonly row: ProfileRow }[];
  has(hash: string): boolean;
  bytes(hash: string): PictureRow | undefined;
  keep(hash: string, picture: PictureRow): void;
  /** Reads what is stored for an account into memory. */
  load(account: string): void;
  forget(account: string): void;
}

const NOTHING: Omit<ProfileRow, 'address'> = { picture: null, toldBy: '', refused: false, nickname: '', fullName: '' };
const NOTHING_SHOWN: Pick<Contact, 'picture' | 'calls'> = {};

export function makeProfiles(store: ProfileStore, announcer: Announcer): Profiles {
  const changed = signal<{ readonly account: string; readonly address: string }>();
  /** By contact id. */
  const rows = new Map<string, { readonly account: string; readonly row: ProfileRow }>();
  /** Who told which picture. */
  const owners = new Map<string, Set<string>>();
  let here = new Set(store.hashes());

  function disown(id: string): void {
    const hash = rows.get(id)?.row.picture ?? '';
    const others = owners.get(hash);
    if (others?.delete(id) === true && others.size === 0) owners.delete(hash);
  }

  function put(account: string, row: ProfileRow): void {
    const id = contactId(account, row.address);
    disown(id);
    rows.set(id, { account, row });
    if (row.picture === null) return;
    const mine = owners.get(row.picture) ?? new Set<string>();
    owners.set(row.picture, mine.add(id));
  }

  function tell(account: string, address: string): void {
    announcer.contact(contactId(account, address));
    announcer.later(() => changed.emit({ account, address }));
  }

  function pictureOf(row: ProfileRow | undefined): Picture | undefined {
    return row === undefined || row.picture === null || row.refused ? undefined : { hash: row.picture, here: here.has(row.picture) };
  }

  const ownersOf: Profiles['owners'] = (hash) =>
    [...(owners.get(hash) ?? [])].flatMap((id) => {
      const found = rows.get(id);
      return found === undefined ? [] : [{ account: found.account, address: found.row.address, row: found.row }];
    });

  return {
    changed,
    row: (account, address) => rows.get(contactId(account, address))?.row,
    nameOf(account, address) {
      const row = rows.get(contactId(account, address))?.row;
      return row?.nickname || row?.fullName || '';
    },
    picture: (account, address) => pictureOf(rows.get(contactId(account, address))?.row),
    shown(id) {
      const row = rows.get(id)?.row;
      if (row === undefined) return NOTHING_SHOWN;
      const found = pictureOf(row);
      const calls = row.nickname;
      return { ...(found === undefined ? {} : { picture: found }), ...(calls ? { calls } : {}) };
    },
    update(account, address, change) {
      const before = rows.get(contactId(account, address))?.row ?? { address, ...NOTHING };
      const row = { ...before, ...change };
      if ((Object.keys(change) as (keyof typeof change)[]).every((key) => before[key] === row[key])) return;
      announcer.batch(() => {
        store.put(account, row);
        put(account, row);
        tell(account, address);
      });
    },
    owners: ownersOf,
    has: (hash) => here.has(hash),
    bytes: (hash) => (here.has(hash) ? store.picture(hash) : undefined),
    keep(hash, picture) {
      announcer.batch(() => {
        const gone = store.keepPicture(hash, picture);
        here.add(hash);
        for (const each of gone) here.delete(each);
        for (const each of [hash, ...gone]) for (const { account, address } of ownersOf(each)) tell(account, address);
      });
    },
    load(account) {
      for (const row of store.list(account)) put(account, row);
      here = new Set(store.hashes());
    },
    forget(account) {
      for (const [id, each] of [...rows]) {
        if (each.account !== account) continue;
        disown(id);
        rows.delete(id);
      }
      here = new Set(store.hashes());
    },
  };
}
