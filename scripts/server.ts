// npm run server: a local Prosody with two accounts to try things against, until Ctrl+C.
import { startProsody } from '../test/support/prosody.ts';
import { endOnInterrupt } from './demo-end.ts';
import { needs } from './requirements.ts';

const accounts = { alice: 'alice-demo', bob: 'bob-demo' };

await needs(['prosody', 'openssl']);
const ending = endOnInterrupt();
try {
  const server = await startProsody({ accounts, rosters: [['alice', 'bob']], names: { alice: 'Alice', bob: 'Bob' } });
  ending.add(() => server.stop());
  server.died.on(() => ending.end(1, 'The server ended by itself.'));
  console.log(`Prosody runs on ${server.host}, port ${server.port} (STARTTLS) and ${server.directTlsPort} (Direct TLS).`);
  for (const [user, password] of Object.entries(accounts)) console.log(`  ${user}@${server.domain}  password ${password}`);
  console.log(`Its certificate is signed by ${server.caFile}; for Kith: KITH_EXTRA_CA=${server.caFile} npm start`);
  console.log('Ctrl+C ends it and removes its data.');
} catch (error) {
  ending.end(1, error instanceof Error ? error.message : String(error));
}
