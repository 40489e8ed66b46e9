// XEP-0004 Data Forms, version 2.13.2: reading what a form says.
import type { DataForm } from '../../../shared/discovery.ts';
import type { Element } from '../core/xml.ts';

export const NS = 'jabber:x:data';

export function readForm(x: Element): DataForm {
  const fields = x.getChildren('field', NS).map((field) => {
    const { var: name = '', type = 'text-single' } = field.attrs;
    return { name, type, values: field.getChildren('value', NS).map((value) => value.text()) };
  });
  return { type: x.attrs.type ?? 'form', fields };
}

/** Whether it holds a table (3.4), which readForm leaves out. */
export function hasTable(x: Element): boolean {
  return x.getChild('reported', NS) !== undefined || x.getChild('item', NS) !== undefined;
}

/** The forms directly inside an element. */
export function readForms(parent: Element): readonly DataForm[] {
  return parent.getChildren('x', NS).map(readForm);
}
