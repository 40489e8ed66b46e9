// Whom to believe: the system's certificate authorities, Mozilla's that come with Node, and a file of the person's own.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** PEM certificates without duplicates. */
export interface Authorities {
  readonly all: readonly string[];
  /** Those of them that only the person's own file vouches for. */
  readonly own: readonly string[];
}

/** Takes a while. Throws with a plain sentence when `extraFile` cannot be read or holds no certificate. */
export function loadAuthorities(extraFile?: string): Authorities {
  const known = new Set(knownAuthorities().flatMap(certificatesIn));
  const own = extraFile === undefined ? [] : [...new Set(readAuthorities(extraFile))].filter((each) => !known.has(each));
  return { all: [...known, ...own], own };
}

/** What this computer and Mozilla vouch for, as it comes. */
function knownAuthorities(): readonly string[] {
  if (typeof tls.getCACertificates !== 'function') return tls.rootCertificates;
  return [...tls.getCACertificates('bundled'), ...tls.getCACertificates('system')];
}

function readAuthorities(file: string): readonly string[] {
  let found: readonly string[];
  try {
    found = certificatesIn(readFileSync(file, 'utf8'));
    for (const each of found) new X509Certificate(each);
  } catch (error) {
    throw new Error(
      `The file of extra certificate authorities, ${file}, cannot be used: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (found.length === 0) throw new Error(`The file of extra certificate authorities, ${file}, holds no certificate in PEM form.`);
  return found;
}

/** Line ends unified, so that equal certificates are equal strings. */
function certificatesIn(text: string): readonly string[] {
  return Array.from(text.matchAll(PEM), ([pem]) => pem.replace(/\r?\n/g, '\n'));
}
