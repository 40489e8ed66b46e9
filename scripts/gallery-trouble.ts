// Pictures of what is wrong with the archive, or has to be done with it; `npm run gallery -- archive` takes only these and a few of others.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProfile, type startApp } from '../test/support/app.ts';
import { damageMessages } from '../test/support/damage.ts';
import { makeHeldProfile } from '../test/support/old-archive.ts';
import { seedProfile } from '../test/support/seed-profile.ts';
import type { Stage } from './gallery-stage.ts';

export async function archiveTrouble({ shoot }: Pick<Stage, 'shoot'>, start: typeof startApp): Promise<void> {
  const broken = makeProfile();
  mkdirSync(join(broken, 'archive'));
  writeFileSync(join(broken, 'archive', 'archive.db'), 'no archive at all');
  const trouble = await start({ profile: broken });
  await trouble.page.getByRole('button', { name: 'Try again' }).waitFor();
  await shoot(trouble, '15-archive-trouble');
  await trouble.dispose();

  const aged = makeProfile();
  makeHeldProfile(aged);
  const updating = await start({ profile: aged });
  await updating.page.getByRole('heading', { name: /up to date/ }).waitFor();
  await shoot(updating, '15-archive-updating');
  await updating.kill9();

  const damaged = makeProfile();
  seedProfile(damaged, [{ address: 'bob@kith.test', messages: 400 }]);
  damageMessages(damaged);
  const unread = await start({ profile: damaged });
  await unread.chat('bob').click();
  await unread.page.getByRole('heading', { name: 'The messages could not be read' }).waitFor();
  await shoot(unread, '15-archive-not-read');
  await unread.dispose();
}
