// What a selection across bubbles says when it is copied: the words of the messages, one message a line, nothing of the furniture around them.

/** The selected part of every element that matches `selector` inside `root`, joined by line breaks; '' when nothing of them is selected. */
export function selectedText(selection: Selection | null, root: Element, selector: string): string {
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return '';
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(root)) return '';
  return Array.from(root.querySelectorAll(selector))
    .filter((element) => range.intersectsNode(element))
    .map((element) => clipped(range, element).toString().trimEnd())
    .filter((text) => text !== '')
    .join('\n');
}

function clipped(range: Range, element: Element): Range {
  const part = element.ownerDocument.createRange();
  part.selectNodeContents(element);
  if (part.comparePoint(range.startContainer, range.startOffset) === 0) part.setStart(range.startContainer, range.startOffset);
  if (part.comparePoint(range.endContainer, range.endOffset) === 0) part.setEnd(range.endContainer, range.endOffset);
  return part;
}
