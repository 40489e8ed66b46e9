// An account as the person sees it: the address and how the connection stands.
import type { Certificate, CertificateTrouble, Proof, SeenCertificate, TrustedCertificate } from './certificate.ts';
import type { Attempt, ConnectFailureKind } from './errors.ts';
import type { Outage } from './outage.ts';
import type { Picture } from './picture.ts';
import type { ProxyServer } from './proxy.ts';

export type Connection =
  /** Not meant to be connected. */
  | { readonly state: 'offline' }
  | { readonly state: 'connecting'; readonly since: number }
  | { readonly state: 'online'; readonly since: number }
  /** Will try again by itself at `retryAt` (ms since the epoch); `since` = when the connection was lost. */
  | {
      readonly state: 'waiting';
      readonly since: number;
      readonly retryAt: number;
      readonly failure: ConnectFailureKind;
      readonly detail?: string;
      /** The certificate that was refused. */
      readonly certificate?: CertificateTrouble;
      /** All that was tried, where it was more than one. */
      readonly tried?: readonly Attempt[];
    }
  /** Waits for the person: trying again by itself cannot help. */
  | { readonly state: 'stopped'; readonly failure: ConnectFailureKind; readonly detail?: string };

export interface SignIn {
  readonly address: string;
  readonly password: string;
  /** Host to connect to instead of what DNS says for the address; the certificate is still checked for the address's domain. */
  readonly server?: string;
  readonly port?: number;
  /** A file chosen with 'account.chooseCertificate', in the password's place; `password` then opens it, and may be empty. */
  readonly certificate?: string;
  /** Without an account: `address` is the server's domain alone, and the address is made up there. */
  readonly guest?: true;
  /** Through which proxy; null: through none; left out: as before. */
  readonly proxy?: ProxyServer | null;
  /** Left out: the one that is kept. */
  readonly proxyPassword?: string;
  /** The password itself may be told to a server that wants nothing else. */
  readonly plain?: boolean;
  /** Fingerprint of the certificate that the person has looked at and trusts for this account from now on. */
  readonly trust?: string;
}

/** What is remembered of an account beside the archive, so that the list survives the archive's loss. */
export interface KnownAccount {
  readonly id: string;
  /** Bare JID. */
  readonly address: string;
  readonly server?: string;
  readonly port?: number;
  /** Name of the certificate's file, where one is used in the password's place. */
  readonly certificate?: string;
  readonly proxy?: ProxyServer;
  /** A proof of the password was enough for the server once: it never gets the password itself. */
  readonly safe?: boolean;
  /** A sign-in was tied to its connection once. */
  readonly bound?: boolean;
  /** The person allowed to tell the server the password itself. */
  readonly plain?: boolean;
  /** The only certificate that is accepted, whatever is wrong with it. */
  readonly trusted?: TrustedCertificate;
  readonly seen?: SeenCertificate;
  /** Signed in as a guest: the address is the server's making and lasts no longer than the session. Never kept. */
  readonly guest?: true;
  /** A guest who had another address before, until that session was lost. */
  readonly renamed?: boolean;
  /** Switched off: nothing connects, everything stays. */
  readonly off?: boolean;
  /** Which of the ACCOUNT_COLOURS marks it among several. */
  readonly colour?: number;
}

/** As many as tokens.css has. */
export const ACCOUNT_COLOURS = 8;

export interface Account extends KnownAccount {
  readonly colour: number;
  /** Where it stands among the accounts, the first at 0. */
  readonly place: number;
  readonly connection: Connection;
  readonly picture?: Picture;
  /** What the person calls themselves; '' for nothing. */
  readonly nickname: string;
  /** Bytes of the largest stanza its server takes, as far as known. */
  readonly stanzaBytes: number;
  /** Its server keeps what the person allows before they are asked. */
  readonly approves?: boolean;
  /** It can hide the account from everybody while it is there. */
  readonly hides?: boolean;
  /** What its server's operator says about an interruption; see isCurrent. */
  readonly outage?: Outage;
}

/** How the connection is protected right now. */
export interface Security {
  /** 'TLSv1.3' or 'TLSv1.2'. */
  readonly protocol: string;
  readonly cipher: string;
  /** SASL mechanism, such as SCRAM-SHA-256. */
  readonly mechanism: string;
  /** Channel binding type, such as tls-exporter, where the sign-in was tied to this very connection. */
  readonly binding?: string;
  /** The server offers to tie sign-ins to the connection. */
  readonly bindable: boolean;
  /** It no longer does, as it did before for this account. */
  readonly bindingLost?: boolean;
  readonly certificate: Certificate;
  readonly proof: Proof;
}
