// Boots the window: words, settings and the first snapshot, then one render. Nothing is drawn before there is something true to draw.
import '@fontsource-variable/inter/index.css';
import './tokens.css';
import './styles.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { createRoot } from 'react-dom/client';
import { DEFAULT_SETTINGS } from '../shared/settings.ts';
import { api } from './api.ts';
import { startWords } from './i18n.ts';
import { watchNetwork } from './network.ts';
import { useStore } from './store/index.ts';
import { App } from './views/App.tsx';
import { dress } from './views/dress.ts';
import { prepareLog } from './views/prepare-log.ts';

const FONT_PATIENCE_MS = 400;

async function boot(root: HTMLElement): Promise<void> {
  const words = startWords(DEFAULT_SETTINGS.language);
  const fonts = Promise.race([
    document.fonts.load('400 15px "Inter Variable"'),
    new Promise((resolve) => setTimeout(resolve, FONT_PATIENCE_MS)),
  ]);
  try {
    await useStore.getState().start();
  } catch (error) {
    useStore.getState().report(error);
  }
  await Promise.all([words.then((i18n) => dress(i18n, useStore)), fonts]);
  // Asked for before the page draws what else is on the screen of a chat, wherever it is opened from.
  useStore.subscribe(({ open }, before) => {
    if (open !== null && open !== before.open) prepareLog(open);
  });
  watchNetwork({ window, connection: navigator.connection }, api, useStore.getState().report);
  createRoot(root).render(
    <CSPProvider disableStyleElements>
      <App />
    </CSPProvider>,
  );
}

const root = document.getElementById('root');
if (root !== null) void boot(root);
