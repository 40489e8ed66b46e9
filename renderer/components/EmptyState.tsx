// A pane with nothing in it says so: a title, one line, and what can be done about it.
import './EmptyState.css';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly title: string;
  readonly text: string;
  readonly picture?: ReactNode;
  readonly children?: ReactNode;
}

export function EmptyState({ title, text, picture, children }: EmptyStateProps) {
  return (
    <div className="empty">
      {picture !== undefined && <div className="empty-picture">{picture}</div>}
      <h2 className="empty-title">{title}</h2>
      <p className="empty-text">{text}</p>
      {children !== undefined && <div className="empty-actions">{children}</div>}
    </div>
  );
}
