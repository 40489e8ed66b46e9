// Kith as Alice on ordinary servers of her domain, all under one certificate; everything goes with the test file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { loadAuthorities } from '../../electron/xmpp/core/trust.ts';
import { type Authority, type IssuedCertificate, makeAuthority } from '../support/certificates.ts';
import { ALICE, type Manners, type OrdinaryServer, PASSWORD, startOrdinaryServer } from '../support/ordinary-server.ts';
import { makeProducts } from './support.ts';

/** To be called where a test file begins; the function it returns signs Alice in to a new server with these manners. */
export function onOrdinaryServers() {
  const made = {} as { folder: string; authority: Authority; certificate: IssuedCertificate };
  const products = makeProducts();
  const servers: OrdinaryServer[] = [];

  beforeAll(async () => {
    made.folder = mkdtempSync(join(tmpdir(), 'kith-ordinary-'));
    made.authority = await makeAuthority(made.folder);
    made.certificate = await made.authority.issue({ names: ['kith.test'] });
  });
  afterAll(async () => {
    await products.end();
    for (const server of servers) await server.close();
    rmSync(made.folder, { recursive: true, force: true });
  });

  /** `watch` sees the product before it signs in. */
  return async (manners: Manners, watch: (product: ReturnType<typeof products.make>) => void = () => undefined) => {
    const server = await startOrdinaryServer(made.certificate, manners);
    servers.push(server);
    const product = products.make({ authorities: loadAuthorities(made.authority.caFile) });
    watch(product);
    const { id } = await product.accounts.signIn({ address: ALICE, password: PASSWORD, server: server.host, port: server.port });
    return { server, product, id };
  };
}
