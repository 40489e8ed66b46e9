// Above the text box: which message is answered or edited, and the way out of it.
import { Pencil, Reply, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon.tsx';

interface ComposeBarProps {
  readonly kind: 'reply' | 'edit';
  readonly title: string;
  readonly text: string;
  readonly onCancel: () => void;
}

export function ComposeBar({ kind, title, text, onCancel }: ComposeBarProps) {
  const { t } = useTranslation();
  const leave = t(kind === 'reply' ? 'compose.noReply' : 'compose.noEdit');
  return (
    <div className="compose-bar" role="status">
      <Icon icon={kind === 'reply' ? Reply : Pencil} size={18} turns={kind === 'reply'} />
      <div className="compose-bar-text">
        <p className="compose-bar-title">{title}</p>
        <p className="compose-bar-preview">
          <bdi className="cut">{text.slice(0, 200).replace(/\s+/g, ' ')}</bdi>
        </p>
      </div>
      <button type="button" className="icon-button" aria-label={leave} title={leave} onClick={onCancel}>
        <Icon icon={X} size={18} />
      </button>
    </div>
  );
}
