// What the built app contains and under which licences: the packages it loads at run time (from the lockfile), those bundled into it
// (from what Vite says it bundled) and Electron. A licence that would bind the whole app ends the build.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Licence } from '../shared/ipc.ts';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean; readonly optional?: boolean }>>;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

/** Folders (relative to the project) of the packages that are loaded from node_modules. Optional ones are tools' own Node, not part of the app. */
export function loadedPackages(lock: Lock): readonly string[] {
  return Object.entries(lock.packages)
    .filter(([folder, { dev, devOptional, optional }]) => folder !== '' && !dev && !devOptional && !optional)
    .map(([folder]) => folder);
}

/** The folder of the package a bundled module lies in; undefined for the project's own. */
export function packageOf(module: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module.replaceAll('\\', '/').replace(/^[\0]+/, ''))?.[0];
}

/** Throws when every alternative of the SPDX expression is a licence that asks for the source of the whole, or when there is none. */
export function checkLicence(name: string, expression: string): void {
  if (expression === '') throw new Error(`${name} names no licence`);
  const alternatives = expression.replace(/[()]/g, ' ').split(/\s+OR\s+/i);
  if (alternatives.every((each) => /\bA?GPL\b/i.test(each))) throw new Error(`${name} is licensed under ${expression}`);
}

/** Sorted by name. `folders`: absolute. */
export function readLicences(folders: Iterable<string>): readonly Licence[] {
  const found = new Map<string, Licence>();
  for (const folder of folders) {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const { name, version, license = '' } = manifest;
    checkLicence(name, license);
    const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file));
    const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
    const text = texts.length > 0 ? texts.join('\n\n') : wording(manifest);
    found.set(`${name} ${version}`, { name, version, licence: license, text });
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'));
}

/** For a package that names its licence and forgets to ship the text. */
function wording({ name, license, author }: Manifest): string {
  if (license !== 'ISC' || author === undefined) throw new Error(`${name} ships no text of its licence (${license})`);
  return `Copyright (c) ${typeof author === 'string' ? author : author.name}

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that the
above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF
MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY
DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION,
ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.`;
}
