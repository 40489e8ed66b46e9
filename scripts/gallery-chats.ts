// Pictures of what happens to messages and chats.
import type { App } from '../test/support/app.ts';
import type { Peer } from '../test/support/peer.ts';
import type { Stage } from './gallery-stage.ts';

/** Messages that were edited, answered, reacted to, read and taken back; the bars above the composer; what is asked about a message. */
export async function messageLife({ shoot, server }: Stage, app: App, bob: Peer): Promise<void> {
  const alice = `alice@${server.domain}`;
  const say = (id: string, inner: string) => bob.sendRaw(`<message to='${alice}' type='chat' id='${id}'>${inner}</message>`);
  await app.say('Shall we say saterday?');
  const asked = await bob.waitForMessage(({ body }) => body === 'Shall we say saterday?');
  await app.composer().press('ArrowUp');
  await shoot(app, '40-edit-bar');
  await app.composer().fill('Shall we say Saturday?');
  await app.composer().press('Enter');
  await say('life-1', `<displayed xmlns='urn:xmpp:chat-markers:0' id='${asked.id}'/>`);
  await say(
    'life-2',
    `<reactions xmlns='urn:xmpp:reactions:0' id='${asked.id}'><reaction>👍</reaction><reaction>🎉</reaction></reactions>`,
  );
  await app.page.getByRole('button', { name: /^👍/ }).click();
  const fallback = `<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='25'/></fallback>`;
  await say(
    'life-3',
    `<body>&gt; Shall we say saterday?\nSaturday it is</body><reply xmlns='urn:xmpp:reply:0' id='${asked.id}'/>${fallback}`,
  );
  await say('life-4', '<body>or Sunday?</body>');
  await app.message('or Sunday?').waitFor();
  await say('life-5', `<retract xmlns='urn:xmpp:message-retract:1' id='life-4'/>`);
  await app.message('Saturday it is').hover();
  await app.page.getByRole('toolbar').waitFor();
  await shoot(app, '41-message-life');
  await app.message('Saturday it is').hover();
  await app.page.getByRole('toolbar').getByRole('button', { name: 'Reply' }).click();
  await shoot(app, '42-reply-bar');
  await app.composer().press('Escape');
  await app.message('Saturday it is').click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: 'Reply' }).waitFor();
  await shoot(app, '43-message-menu', ['wide']);
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('menu').waitFor({ state: 'detached' });
  await app.page.getByRole('button', { name: /show earlier versions/i }).click();
  await app.page.getByRole('dialog', { name: 'Earlier versions' }).waitFor();
  await shoot(app, '44-message-details');
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('dialog').waitFor({ state: 'detached' });
  // What it corrects never came.
  await say('life-6', `<body>Then Saturday at ten</body><replace xmlns='urn:xmpp:message-correct:0' id='never-came'/>`);
  await app
    .message('Then Saturday at ten')
    .getByRole('button', { name: /show earlier versions/i })
    .click();
  await app.page.getByText('is not on this device').waitFor();
  await shoot(app, '44-nothing-earlier', ['narrow']);
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('dialog').waitFor({ state: 'detached' });
  await app.message('Shall we say Saturday?').first().click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: 'Delete…' }).click();
  await shoot(app, '45-delete-message');
  await app.page.keyboard.press('Escape');
}

/** Whom one may mean while writing, who is meant in what was written, and what says that oneself is. In Bob's chat. */
export async function mentions({ shoot, server }: Stage, app: App, bob: Peer): Promise<void> {
  const alice = `alice@${server.domain}`;
  const refer = (begin: number, end: number, who: string) =>
    `<reference xmlns='urn:xmpp:reference:0' type='mention' begin='${begin}' end='${end}' uri='xmpp:${who}@${server.domain}'/>`;
  const meant = (text: string, ...references: readonly string[]) =>
    bob.sendRaw(`<message to='${alice}' type='chat'><body>${text}</body>${references.join('')}</message>`);
  await app.composer().pressSequentially('Shall we ask @');
  await app.page.getByRole('listbox', { name: 'People who fit' }).waitFor();
  await shoot(app, '28-mention-list');
  await app.composer().pressSequentially('oka');
  await app.page.keyboard.press('Enter');
  await app.composer().pressSequentially('about the ladder?');
  await app.page.keyboard.press('Enter');
  await meant('@Alice Winter you bring *@Carol*, then, and I the ladder', refer(0, 13, 'alice'), refer(25, 31, 'carol'));
  await app.message('I the ladder').waitFor();
  await app.composer().press('ArrowUp');
  await app.page.keyboard.press('Escape');
  await shoot(app, '28-mentions');
  await app.chat('Carol').click();
  const list = 'one more thing for the list\n'.repeat(40);
  await meant(`${list}that is the first half`);
  await meant('@Alice Winter have a look at both', refer(0, 13, 'alice'));
  await meant(`${list}that is the second half`);
  await app.chat('Bob').getByTitle('Mentions you').waitFor();
  await shoot(app, '28-mentioned', ['wide']);
  await app.chat('Bob').click();
  await app.page.getByRole('button', { name: 'Next mention of you' }).waitFor();
  await shoot(app, '28-mention-next');
}

/** Places with nothing in them, and what asks before it does something. */
export async function emptyAndAsking({ shoot, server }: Stage, app: App): Promise<void> {
  await app.open(`erin@${server.domain}`);
  await shoot(app, '54-empty-conversation');
  await app.page.keyboard.press('Escape');
  for (const [name, section] of [
    ['55-unread', /^Unread/],
    ['56-groups', /^Groups/],
  ] as const) {
    await app.page.getByRole('button', { name: section }).click();
    await shoot(app, name);
  }
  await app.page.getByRole('button', { name: /^Chats/ }).click();
  for (const item of ['Mark as unread', 'Pin', 'Mute', 'Archive']) {
    const chat = item === 'Archive' ? 'erin' : 'nobody';
    await app.chat(chat).click({ button: 'right' });
    await app.page.getByRole('menuitem', { name: item }).click();
    if (item !== 'Mute') continue;
    await app.page.getByRole('menuitem', { name: 'Until tomorrow' }).waitFor();
    await shoot(app, '57-mute-menu', ['wide']);
    await app.page.getByRole('menuitem', { name: 'Always' }).click();
  }
  await app.page.getByRole('button', { name: /^Archived/ }).waitFor();
  await shoot(app, '58-chat-signs');
  await app.page.getByRole('button', { name: /^Archived/ }).click();
  await shoot(app, '59-archived');
  await app.chat('erin').click({ button: 'right' });
  await app.page.getByRole('menuitem', { name: 'Delete from this device' }).click();
  await shoot(app, '76-delete-chat');
  await app.page.keyboard.press('Escape');
  await app.page.getByRole('button', { name: 'Show all chats' }).click();
}
