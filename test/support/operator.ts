// Where a server's operator tells of outages (XEP-0455): a page over HTTPS on loopback, which goes on when the XMPP server is down.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeAuthority } from './certificates.ts';

export interface Operator {
  readonly address: string;
  /** Says this from now on. */
  say(status: object): void;
  /** A file with its authority and the ones of another file, for KITH_EXTRA_CA. */
  trustedBeside(caFile: string): string;
  stop(): void;
}

export async function startOperator(): Promise<Operator> {
  const dir = mkdtempSync(join(tmpdir(), 'kith-operator-'));
  const authority = await makeAuthority(dir);
  const { keyFile, certFile } = await authority.issue({ names: ['localhost'] });
  const said = { status: {} };
  const server = createServer({ key: readFileSync(keyFile), cert: readFileSync(certFile) }, (_, response) =>
    response.end(JSON.stringify(said.status)),
  );
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  return {
    address: `https://localhost:${(server.address() as AddressInfo).port}/status.json`,
    say(status) {
      said.status = status;
    },
    trustedBeside(caFile) {
      const file = join(dir, 'both.pem');
      writeFileSync(file, readFileSync(caFile, 'utf8') + readFileSync(authority.caFile, 'utf8'));
      return file;
    },
    stop() {
      server.closeAllConnections();
      server.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
