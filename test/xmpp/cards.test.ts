// Profiles of both kinds: what is read is bounded, and a changed field leaves everything else as it was.
import { describe, expect, it } from 'vitest';
import { xml } from '../../electron/xmpp/core/xml.ts';
import { editCard, readCard, withPhoto } from '../../electron/xmpp/xep/0054-vcard.ts';
import { editCard4, readCard4 } from '../../electron/xmpp/xep/0292-vcard4.ts';
import { ABOUT_LIMIT, type CardChange, EMPTY_CARD, FIELD_LIMIT, fieldsOf } from '../../shared/profile.ts';
import { parseElement } from '../support/parse-element.ts';

const OLD = `<vCard xmlns='vcard-temp' version='3.0'><FN>Peter</FN><N><FAMILY>Saint-Andre</FAMILY></N><TEL><WORK/><FAX/><NUMBER/></TEL><TEL><HOME/><NUMBER>1</NUMBER></TEL><EMAIL><WORK/><USERID>a@kith.test</USERID></EMAIL><EMAIL><USERID>b@kith.test</USERID></EMAIL><ORG><ORGNAME>XSF</ORGNAME><ORGUNIT>Editors</ORGUNIT></ORG><PHOTO><TYPE>image/png</TYPE><BINVAL>iVBO</BINVAL></PHOTO><X-OWN xmlns='urn:own'>kept</X-OWN></vCard>`;
const NEW = `<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>Peter</text></fn><n><surname>Saint-Andre</surname></n><tel><parameters><type><text>work</text></type></parameters><uri>tel:+1-303</uri></tel><tel><uri>tel:+1-720</uri></tel><geo><uri>geo:39.59,-105.01</uri></geo><email><parameters><pref><integer>1</integer></pref></parameters><text>a@kith.test</text></email></vcard>`;
const ALL: Required<CardChange> = {
  fullName: 'P <b>',
  organisation: 'O & Co',
  title: 'T',
  birthday: '1966-08-06',
  phone: '+49 30 1',
  email: 'p@kith.test',
  website: 'https://kith.test/',
  note: 'one\ntwo',
};

describe('an older card', () => {
  it('is read', () => {
    expect(readCard(parseElement(OLD))).toEqual({
      ...EMPTY_CARD,
      fullName: 'Peter',
      organisation: 'XSF',
      phones: ['1'],
      emails: ['a@kith.test', 'b@kith.test'],
    });
  });

  it('keeps all that is not changed, known or not', () => {
    const before = parseElement(OLD);
    const after = editCard(before, { phone: '2', organisation: 'KITH' });
    expect(after.toString()).toBe(before.toString().replace('<NUMBER>1</NUMBER>', '<NUMBER>2</NUMBER>').replace('XSF', 'KITH'));
    expect(before.toString()).toContain('XSF');
    expect(editCard(before, { email: '' }).toString()).not.toContain('a@kith.test');
  });

  it('every field goes in and comes out, and out again', () => {
    const made = editCard(undefined, ALL);
    expect(fieldsOf(readCard(parseElement(made.toString())))).toEqual(ALL);
    expect(made.toString()).toContain('<EMAIL><INTERNET/><USERID>');
    const none = Object.fromEntries(Object.keys(ALL).map((field) => [field, '']));
    expect(readCard(editCard(made, none))).toEqual(EMPTY_CARD);
  });

  it('a field is gone also where others keep it under another name', () => {
    const before = parseElement("<vCard xmlns='vcard-temp'><TITLE/><ROLE>Editor</ROLE><NOTE>about</NOTE></vCard>");
    expect(readCard(before)).toMatchObject({ title: 'Editor', note: 'about' });
    expect(readCard(editCard(before, { title: '', note: '' }))).toEqual(EMPTY_CARD);
    expect(readCard(editCard(before, { title: 'Author' }))).toMatchObject({ title: 'Author', note: 'about' });
  });

  it('another picture leaves the rest alone', () => {
    const after = withPhoto(parseElement(OLD), { type: 'image/jpeg', bytes: new Uint8Array([1, 2, 3]) });
    expect(after.getChildren('PHOTO')).toHaveLength(1);
    expect(after.toString()).toContain('<BINVAL>AQID</BINVAL>');
    expect(after.toString()).toContain('kept');
    expect(withPhoto(after, undefined).toString()).not.toContain('PHOTO');
  });
});

describe('a newer card', () => {
  it('is read', () => {
    expect(readCard4(parseElement(NEW))).toEqual({
      ...EMPTY_CARD,
      fullName: 'Peter',
      phones: ['+1-303', '+1-720'],
      emails: ['a@kith.test'],
    });
    expect(readCard4(parseElement("<x xmlns='urn:x'/>"))).toBeUndefined();
  });

  it('keeps all that is not changed, the parameters of what is', () => {
    const before = parseElement(NEW);
    const after = editCard4(before, { phone: '+1 404' });
    expect(after.toString()).toBe(before.toString().replace('<uri>tel:+1-303</uri>', '<uri>tel:+1-404</uri>'));
  });

  it('every field goes in and comes out, and out again', () => {
    const made = editCard4(undefined, ALL);
    const read = readCard4(parseElement(made.toString()));
    expect(read && fieldsOf(read)).toEqual({ ...ALL, phone: '+49-30-1' });
    expect(editCard4(undefined, { phone: 'ask my mother' }).toString()).toContain('<text>ask my mother</text>');
    const none = Object.fromEntries(Object.keys(ALL).map((field) => [field, '']));
    expect(readCard4(editCard4(made, none))).toEqual(EMPTY_CARD);
  });

  it('a title is gone also where others keep it as a role', () => {
    const before = parseElement("<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><role><text>Editor</text></role></vcard>");
    expect(readCard4(before)).toMatchObject({ title: 'Editor' });
    expect(readCard4(editCard4(before, { title: '' }))).toEqual(EMPTY_CARD);
  });
});

it('fields of 1 MB, hundreds of a kind, and characters that turn text around are cut down', () => {
  const long = 'x'.repeat(1_000_000);
  const many = Array.from({ length: 500 }, (_, number) => xml('TEL', {}, xml('NUMBER', {}, String(number))));
  const old = xml('vCard', { xmlns: 'vcard-temp' }, xml('FN', {}, `\u202E${long}`), xml('DESC', {}, `a\r\nb${long}`), ...many);
  const card = readCard(old);
  expect(card.fullName).toHaveLength(FIELD_LIMIT);
  expect(card.fullName).not.toContain('\u202E');
  expect(card.note).toHaveLength(ABOUT_LIMIT);
  expect(card.note.startsWith('a\nb')).toBe(true);
  expect(card.phones).toHaveLength(5);
  const ns = 'urn:ietf:params:xml:ns:vcard-4.0';
  const card4 = readCard4(xml('vcard', { xmlns: ns }, xml('note', {}, xml('text', {}, long))));
  expect(card4?.note).toHaveLength(ABOUT_LIMIT);
});
