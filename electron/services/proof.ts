// What an account shows the server: its password, or a certificate in the password's place. Kept only after it has worked.
import type { KnownAccount, SignIn } from '../../shared/account.ts';
import { AppFailure } from '../../shared/errors.ts';
import { type ClientCertificate, checkCertificate } from '../xmpp/core/client-certificate.ts';
import { StreamFailure } from '../xmpp/core/stream-failure.ts';
import type { AccountSecrets } from './device.ts';

export interface Proof {
  readonly password: () => Promise<string>;
  readonly clientCertificate?: () => Promise<ClientCertificate>;
}

/** One the person has just given. */
export interface GivenProof extends Proof {
  /** Name of the certificate's file. */
  readonly name?: string;
  keep(account: string): Promise<void>;
}

/** Files the person chose, by id. */
export type CertificateFiles = (id: string) => { readonly name: string; readonly file: Uint8Array } | undefined;

/** Throws AppFailure 'certificate-unreadable'. */
export function givenProof(request: SignIn, secrets: AccountSecrets, files: CertificateFiles): GivenProof {
  if (request.guest) return { password: async () => '', keep: async () => undefined };
  const password = async () => request.password;
  if (request.certificate === undefined)
    return {
      password,
      async keep(account) {
        await secrets.keep('passwords', account, request.password);
        secrets.forget('certificates', account);
      },
    };
  const chosen = files(request.certificate);
  if (chosen === undefined) throw new AppFailure('certificate-missing');
  const certificate = { file: chosen.file, passphrase: request.password };
  try {
    checkCertificate(certificate);
  } catch (error) {
    throw new AppFailure('certificate-unreadable', error instanceof Error ? error.message : String(error));
  }
  return {
    name: chosen.name,
    password,
    clientCertificate: async () => certificate,
    async keep(account) {
      await secrets.keep('certificates', account, `${Buffer.from(certificate.file).toString('base64')}\n${certificate.passphrase}`);
      secrets.forget('passwords', account);
    },
  };
}

export function keptProof(account: KnownAccount, secrets: AccountSecrets): Proof {
  const need = (kind: 'passwords' | 'certificates') => async () => {
    const kept = await secrets.read(kind, account.id);
    if (kept === undefined) throw new StreamFailure(kind === 'passwords' ? 'password-missing' : 'certificate-missing', 'none was kept');
    return kept;
  };
  if (account.certificate === undefined) return { password: need('passwords') };
  const certificate = need('certificates');
  return {
    password: need('passwords'),
    async clientCertificate() {
      const [file = '', ...passphrase] = (await certificate()).split('\n');
      return { file: Buffer.from(file, 'base64'), passphrase: passphrase.join('\n') };
    },
  };
}
