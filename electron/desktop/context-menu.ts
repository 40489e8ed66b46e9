// The native menu for what the page left alone: editing keys and, where spelling is on, suggestions for the word under the pointer.
import { type ContextMenuParams, Menu, type MenuItemConstructorOptions, type WebContents } from 'electron';
import { words } from './words.ts';

const SUGGESTIONS = 5;

export function offerContextMenu(contents: WebContents): void {
  contents.on('context-menu', (_event, params) => {
    const template = itemsFor(params, contents);
    if (template.length > 0) Menu.buildFromTemplate(template).popup();
  });
}

function itemsFor(params: ContextMenuParams, contents: WebContents): MenuItemConstructorOptions[] {
  const { edit } = words;
  const { editFlags: can } = params;
  const copy: MenuItemConstructorOptions = { label: edit.copy, enabled: can.canCopy, click: () => contents.copy() };
  if (!params.isEditable) return params.selectionText.trim() === '' ? [] : [copy];
  return [
    ...suggestions(params, contents),
    { label: edit.undo, enabled: can.canUndo, click: () => contents.undo() },
    { label: edit.redo, enabled: can.canRedo, click: () => contents.redo() },
    { type: 'separator' },
    { label: edit.cut, enabled: can.canCut, click: () => contents.cut() },
    copy,
    { label: edit.paste, enabled: can.canPaste, click: () => contents.paste() },
    { label: edit.selectAll, enabled: can.canSelectAll, click: () => contents.selectAll() },
  ];
}

function suggestions({ misspelledWord, dictionarySuggestions }: ContextMenuParams, contents: WebContents): MenuItemConstructorOptions[] {
  if (!misspelledWord) return [];
  const some = (dictionarySuggestions ?? []).slice(0, SUGGESTIONS);
  return [
    ...some.map((word): MenuItemConstructorOptions => ({ label: word, click: () => contents.replaceMisspelling(word) })),
    ...(some.length === 0 ? [{ label: words.edit.noSuggestions, enabled: false }] : []),
    { label: words.edit.learn, click: () => contents.session.addWordToSpellCheckerDictionary(misspelledWord) },
    { type: 'separator' },
  ];
}
