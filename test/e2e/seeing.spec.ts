// Who sees when whom is online, in the windows of two people on two domains: every state of RFC 6121 Appendix A, by what each of them presses.
import type { App } from '../support/app.ts';
import { expect, test } from '../support/world.ts';

const ERIN = { address: 'erin@work.test', password: 'erin-password' };

test.use({ prosody: { otherDomains: ['work.test'], accounts: { alice: 'alice-password', [ERIN.address]: ERIN.password } } });

/** What the details of somebody say, and what can be pressed there. */
async function detailsOf(app: App, address: string) {
  await app.open(address);
  await app.page.getByRole('button', { name: 'Details' }).click();
  const section = app.page.getByRole('region', { name: 'Contact', exact: true });
  return {
    section,
    says: (words: string) => expect(section).toContainText(words),
    press: (name: string) => section.getByRole('button', { name, exact: true }).click(),
  };
}

test('two people ask, are refused, ask again, are let in, hide and part, each in their own window', async ({ world }) => {
  const [app, other] = await Promise.all([world.signedIn(), world.start()]);
  await other.signIn({ ...world.alice, ...ERIN });
  const alice = await detailsOf(app, ERIN.address);
  const erin = await detailsOf(other, world.alice.address);
  const ASKED = 'You asked to see when they are online. They have not answered yet.';
  const ASKS = 'They ask to see when you are online.';
  const NEITHER = 'Neither of you sees when the other is online.';
  const TO = 'You see when they are online. They do not see when you are.';
  const FROM = 'They see when you are online. You do not see when they are.';

  await alice.press('Add contact');
  await alice.says(ASKED);
  await erin.says(ASKS);
  await erin.press('Decline');
  await alice.says(NEITHER);
  await alice.press('Ask to see when they are online');
  await erin.says(ASKS);

  await erin.press('Add contact');
  for (const each of [alice, erin]) await each.says('Each of you asked to see when the other is online.');
  await alice.press('Allow');
  await alice.says('They see when you are online. You asked to see when they are; they have not answered yet.');
  await erin.says('You see when they are online, and they ask to see when you are.');
  await erin.press('Allow');
  for (const each of [alice, erin]) await each.says('You both see when the other is online.');

  await alice.press('Stop showing them when I am online');
  await alice.says(TO);
  await erin.says(FROM);
  await alice.press('Stop seeing when they are online');
  for (const each of [alice, erin]) await each.says(NEITHER);
  await erin.press('Ask to see when they are online');
  await alice.says(ASKS);
  await erin.press('Stop asking');
  for (const each of [alice, erin]) await each.says(NEITHER);

  // Allowed ahead: nobody is asked.
  await erin.press('Let them see when I am online');
  await erin.says('When they ask to see when you are online, they may.');
  await alice.press('Ask to see when they are online');
  await alice.says(TO);
  await erin.says(FROM);

  await alice.press('Remove');
  await app.page
    .getByRole('dialog', { name: /^Remove / })
    .getByRole('button', { name: 'Remove' })
    .click();
  await expect(alice.section.getByRole('button', { name: 'Add contact' })).toBeVisible();
  await erin.says(NEITHER);
  expect([...app.complaints, ...other.complaints]).toEqual([]);
});
