// The one place where a link leaves Kith. What may leave is decided in shared/links.ts.
import { shell } from 'electron';
import { AppFailure } from '../../shared/errors.ts';
import { linkTarget, type XmppLink } from '../../shared/links.ts';

/** Throws AppFailure 'invalid-call' for a link that leads nowhere. */
export async function openLink(url: string, proposed: (link: XmppLink) => void): Promise<void> {
  const target = linkTarget(url);
  switch (target.open) {
    case 'system':
      return shell.openExternal(target.url);
    case 'address':
      return proposed(target);
    case 'nothing':
      throw new AppFailure('invalid-call', target.why);
  }
}
