// F6: the focus goes round the parts of the window, and in each of them to the place one works from.

const REGIONS = ['rail', 'list', 'conversation', 'composer', 'details'] as const;
type Region = (typeof REGIONS)[number];

/** The first of them that is there. */
const ENTRY: Readonly<Record<Region, readonly string[]>> = {
  rail: ['[data-region="rail"] [aria-current]', '[data-region="rail"] button'],
  list: ['[data-region="list"] .row-list [tabindex="0"]', '[data-region="list"] .empty .button', '[data-region="list"] input'],
  conversation: ['[data-region="conversation"] .log'],
  composer: ['[data-region="conversation"] .composer-text'],
  details: ['[data-region="details"] button'],
};

/** Where nothing has the focus: the list gets it, at the row one came from. */
export function enterList(row: string | null): void {
  if (document.activeElement !== document.body) return;
  const from = row === null ? null : document.querySelector<HTMLElement>(`.row-list [data-key="${CSS.escape(row)}"] button`);
  (from ?? entry('list'))?.focus();
}

/** Moves the focus to the next region there is; false when there is none. */
export function moveRegion(step: 1 | -1): boolean {
  const present = REGIONS.filter((region) => entry(region) !== null);
  if (present.length === 0) return false;
  const here = regionOf(document.activeElement);
  const at = here === null ? (step > 0 ? -1 : 0) : present.indexOf(here);
  const next = present[(at + step + present.length) % present.length];
  if (next === undefined) return false;
  entry(next)?.focus();
  return true;
}

function entry(region: Region): HTMLElement | null {
  for (const places of ENTRY[region]) {
    const found = [...document.querySelectorAll<HTMLElement>(places)].find((element) => element.checkVisibility());
    if (found !== undefined) return found;
  }
  return null;
}

function regionOf(element: Element | null): Region | null {
  if (element?.closest('.composer') !== null && element !== null) return 'composer';
  const name = element?.closest<HTMLElement>('[data-region]')?.dataset.region;
  return REGIONS.find((region) => region === name) ?? null;
}
