// Menus, made from a list of entries: opened beside a button, or where a part of the window was right-clicked (or by the menu key).
import './Menu.css';
import { ContextMenu } from '@base-ui/react/context-menu';
import { Menu } from '@base-ui/react/menu';
import { ChevronRight, type LucideIcon } from 'lucide-react';
import { createContext, memo, type ReactNode, type RefObject, useContext, useLayoutEffect, useRef, useState } from 'react';
import { Icon } from './Icon.tsx';

export type MenuEntry =
  | {
      readonly kind: 'item';
      readonly label: string;
      readonly icon?: LucideIcon;
      /** The keys that do the same. */
      readonly keys?: string;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      readonly onChoose: () => void;
    }
  | { readonly kind: 'line' }
  | { readonly kind: 'more'; readonly label: string; readonly icon: LucideIcon; readonly entries: readonly MenuEntry[] };

interface ContextAreaProps {
  readonly label: string;
  /** What can be done with what was clicked; null = no menu there. */
  readonly entriesFor: (target: Element) => readonly MenuEntry[] | null;
  /** Leaves right clicks to the system. */
  readonly off?: boolean;
  readonly onOpen?: (open: boolean) => void;
  /** What gets the focus afterwards; true = whatever had it. */
  readonly focusAfter?: () => HTMLElement | true | null;
  readonly children: ReactNode;
}

type Hands = Pick<ContextAreaProps, 'entriesFor' | 'onOpen' | 'focusAfter'>;

/** What an area is around: it changes often, the menu's parts seldom, and they are many. */
const Content = createContext<ReactNode>(null);
const Around = () => useContext(Content);

export function ContextArea({ label, off = false, children, ...hands }: ContextAreaProps) {
  const latest = useRef<Hands>(hands);
  useLayoutEffect(() => {
    latest.current = hands;
  });
  return (
    <Content value={children}>
      <Area label={label} off={off} hands={latest} />
    </Content>
  );
}

interface AreaProps extends Required<Pick<ContextAreaProps, 'label' | 'off'>> {
  readonly hands: RefObject<Hands>;
}

const Area = memo(function Area({ label, off, hands }: AreaProps) {
  const [entries, setEntries] = useState<readonly MenuEntry[]>([]);
  return (
    <ContextMenu.Root disabled={off} onOpenChange={(open) => hands.current.onOpen?.(open)}>
      <ContextMenu.Trigger
        className="context-area"
        onContextMenu={(event) => {
          const found = event.target instanceof Element ? hands.current.entriesFor(event.target) : null;
          if (found === null || found.length === 0) event.preventBaseUIHandler();
          else setEntries(found);
        }}
      >
        <Around />
      </ContextMenu.Trigger>
      <ContextMenu.Portal className="menu-portal" container={landmark()}>
        <ContextMenu.Positioner className="menu-place" collisionPadding={8}>
          <MenuPopup aria-label={label} finalFocus={() => hands.current.focusAfter?.() ?? true}>
            <Entries entries={entries} />
          </MenuPopup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
});

/** Takes the focus with the turn that shows it: a key that is pressed before the next frame is meant for it. */
export function MenuPopup(props: Omit<Menu.Popup.Props, 'className' | 'ref'>) {
  const popup = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // Once the library knows where the focus was.
    queueMicrotask(() => popup.current?.focus());
  }, []);
  return <Menu.Popup {...props} ref={popup} className="menu" />;
}

interface MenuButtonProps {
  readonly className: string;
  readonly entries: readonly MenuEntry[];
  readonly children: ReactNode;
}

export function MenuButton({ className, entries, children }: MenuButtonProps) {
  return (
    <Menu.Root>
      <Menu.Trigger className={className}>{children}</Menu.Trigger>
      <Menu.Portal className="menu-portal" container={landmark()}>
        <Menu.Positioner className="menu-place" sideOffset={4} collisionPadding={8}>
          <MenuPopup>
            <Entries entries={entries} />
          </MenuPopup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** Opens the context menu of the area around an element, under that element. */
export function openContextMenu(element: Element): void {
  const { left, right, bottom } = element.getBoundingClientRect();
  const x = document.documentElement.dir === 'rtl' ? right : left;
  element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: x, clientY: bottom + 2 }));
}

/** Menus belong to what they were opened in: the main part of the window. */
export function landmark(): HTMLElement | null {
  return document.querySelector('main');
}

function Entries({ entries }: { readonly entries: readonly MenuEntry[] }) {
  return entries.map((entry, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: entries of one menu never change places
    if (entry.kind === 'line') return <Menu.Separator key={index} className="menu-line" />;
    return entry.kind === 'more' ? <More key={entry.label} entry={entry} /> : <Item key={entry.label} entry={entry} />;
  });
}

function Item({ entry }: { readonly entry: Extract<MenuEntry, { kind: 'item' }> }) {
  return (
    <Menu.Item
      className="menu-item"
      data-danger={entry.danger}
      disabled={entry.disabled === true}
      label={entry.label}
      onClick={entry.onChoose}
    >
      <span className="menu-icon">{entry.icon !== undefined && <Icon icon={entry.icon} size={18} />}</span>
      <span className="menu-label">{entry.label}</span>
      {entry.keys !== undefined && entry.keys !== '' && (
        <span className="menu-keys" dir="ltr" aria-hidden="true">
          {entry.keys}
        </span>
      )}
    </Menu.Item>
  );
}

function More({ entry }: { readonly entry: Extract<MenuEntry, { kind: 'more' }> }) {
  const trigger = useRef<HTMLDivElement>(null);
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger ref={trigger} className="menu-item" label={entry.label}>
        <span className="menu-icon">
          <Icon icon={entry.icon} size={18} />
        </span>
        <span className="menu-label">{entry.label}</span>
        <Icon icon={ChevronRight} size={16} turns />
      </Menu.SubmenuTrigger>
      <Menu.Portal className="menu-portal" container={landmark()}>
        <Menu.Positioner className="menu-place" collisionPadding={8}>
          <Menu.Popup className="menu">
            <Entries entries={entry.entries} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.SubmenuRoot>
  );
}
