// npm run doap: the extensions Kith supports, read off the headers of electron/xmpp/ and shared/, as assets/kith.doap. A test keeps it true.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './tools.ts';

export const DOAP = join(ROOT, 'assets', 'kith.doap');

/** The file's content as it has to be. */
export function doap(): string {
  const rows = [...headers('electron/xmpp/core'), ...headers('electron/xmpp/xep'), ...headers('shared')].sort(([a], [b]) =>
    a.localeCompare(b),
  );
  const supports = rows.map(
    ([number, version]) =>
      `    <implements>\n      <xmpp:SupportedXep>\n        <xmpp:xep rdf:resource="https://xmpp.org/extensions/xep-${number}.html"/>\n        <xmpp:version>${version}</xmpp:version>\n      </xmpp:SupportedXep>\n    </implements>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://usefulinc.com/ns/doap#" xmlns:xmpp="https://linkmauve.fr/ns/xmpp-doap#">
  <Project>
    <name>Kith</name>
    <shortdesc xml:lang="en">A desktop messenger for XMPP</shortdesc>
    <license rdf:resource="https://spdx.org/licenses/MIT"/>
    <implements rdf:resource="https://www.rfc-editor.org/info/rfc6120"/>
    <implements rdf:resource="https://www.rfc-editor.org/info/rfc6121"/>
${supports.join('')}  </Project>
</rdf:RDF>
`;
}

/** "XEP-0280 Message Carbons, version 1.0.1" in the first line of a file. */
function headers(folder: string): [string, string][] {
  const path = join(ROOT, folder);
  return readdirSync(path).flatMap((file): [string, string][] => {
    const [first = ''] = readFileSync(join(path, file), 'utf8').split('\n');
    const [, number, version] = /^\/\/ XEP-(\d{4}) .*?, version ([\d.]+\d)/.exec(first) ?? [];
    return number !== undefined && version !== undefined ? [[number, version]] : [];
  });
}

if (process.argv[1]?.endsWith('doap.ts') === true) writeFileSync(DOAP, doap());
