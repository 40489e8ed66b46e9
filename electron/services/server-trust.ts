// Which certificate an account's server may show: what the person trusts beside the usual rules, and what was seen last (RFC 7590 3.6).
import type { KnownAccount, Security } from '../../shared/account.ts';
import type { SeenCertificate } from '../../shared/certificate.ts';
import type { Clock } from '../../shared/clock.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { Client } from '../xmpp/client.ts';

interface ServerTrustOptions {
  readonly running: (id: string) => { readonly account: KnownAccount; readonly client: Client } | undefined;
  /** Changes what is remembered of an account, as long as it is this client's. */
  readonly change: (id: string, client: Client, to: (before: KnownAccount) => KnownAccount) => void;
  /** Connects, unless the account is switched off. */
  readonly connect: (id: string) => void;
  readonly clock: Clock;
}

export type ServerTrust = ReturnType<typeof makeServerTrust>;

export function makeServerTrust({ running, change, connect, clock }: ServerTrustOptions) {
  /** By account, the certificate that was refused last. */
  const refused = new Map<string, string>();

  return {
    /** Remembers what the server shows, accepted or not. */
    follow(id: string, client: Client): void {
      client.stream.changed.on((connection) => {
        if (connection.state === 'waiting' && connection.certificate !== undefined)
          refused.set(id, connection.certificate.certificate.fingerprint);
        else if (connection.state === 'online') refused.delete(id);
      });
      client.stream.online.on(() => {
        const { security } = client.stream;
        if (security === undefined) return;
        change(id, client, (account) => {
          const seen = seenAgain(account.seen, security, clock.now());
          return seen === account.seen ? account : { ...account, seen };
        });
      });
    },
    /** Only what the server has just shown, which is what the person looked at; throws AppFailure 'not-found' otherwise. */
    trust(id: string, fingerprint: string): void {
      const entry = running(id);
      if (entry === undefined || refused.get(id) !== fingerprint) throw new AppFailure('not-found');
      change(id, entry.client, (account) => ({ ...account, trusted: { fingerprint, since: clock.now() } }));
      connect(id);
    },
    async distrust(id: string): Promise<void> {
      const entry = running(id);
      if (entry === undefined) throw new AppFailure('not-found');
      change(id, entry.client, ({ trusted: _, ...account }) => account);
      const proof = entry.client.stream.security?.proof;
      if (proof === 'authority' || proof === 'own-authority') return;
      // Proven by the person's word alone, the connection does not go on.
      await entry.client.stream.stop();
      if (running(id)?.client === entry.client) connect(id);
    },
  };
}

/** The very same object when nothing is new. */
export function seenAgain(last: SeenCertificate | undefined, { certificate, proof }: Security, now: number): SeenCertificate {
  const { fingerprint } = certificate;
  if (last?.fingerprint === fingerprint) return last.proof === proof ? last : { ...last, proof };
  return { fingerprint, proof, since: now, ...(last === undefined ? {} : { before: last.fingerprint }) };
}
