// XEP-0186 against a scripted server.
import { expect, it } from 'vitest';
import { subjects } from '../support/client.ts';

const { subject } = subjects();

it('asks the server to hide and to show the account, and hears when it will not', async () => {
  const kith = await subject();
  const server = await kith.signedIn();
  const hidden = kith.client.invisible.hide();
  const asked = await server.expect(/<iq type="set" id="([^"]+)"[^>]*><invisible xmlns="urn:xmpp:invisible:1" probe="true"\/><\/iq>/);
  await server.send(`<iq type='result' id='${/id="([^"]+)"/.exec(String(asked))?.[1]}'/>`);
  await hidden;
  const shown = kith.client.invisible.show();
  const again = await server.expect(/<iq type="set" id="([^"]+)"[^>]*><visible xmlns="urn:xmpp:invisible:1"\/><\/iq>/);
  const id = /id="([^"]+)"/.exec(String(again))?.[1];
  await server.send(
    `<iq type='error' id='${id}'><error type='cancel'><feature-not-implemented xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>`,
  );
  await expect(shown).rejects.toMatchObject({ condition: 'feature-not-implemented' });
});
