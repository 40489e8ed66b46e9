// Carries the chosen theme, density, text size and language to <html>, at once and whenever they change.
import type { i18n } from 'i18next';
import type { Settings } from '../../shared/settings.ts';
import { speak } from '../i18n.ts';
import type { useStore } from '../store/index.ts';

export async function dress(words: i18n, store: typeof useStore): Promise<void> {
  const html = document.documentElement;
  const moreContrast = matchMedia('(prefers-contrast: more)');
  const apply = ({ theme, density, textSize, language }: Settings) => {
    html.dataset.theme = theme;
    html.dataset.density = density;
    html.dataset.contrast = theme === 'contrast' || (theme === 'system' && moreContrast.matches) ? 'more' : 'normal';
    // Everything is measured in rem, so this scales the whole of it. Through the object model: the policy allows no style attributes.
    html.style.fontSize = `${textSize}%`;
    html.lang = language;
    html.dir = language === 'en-XA' ? 'rtl' : 'ltr';
  };
  const { settings } = store.getState();
  apply(settings);
  moreContrast.addEventListener('change', () => apply(store.getState().settings));
  store.subscribe((state, before) => {
    if (state.settings === before.settings) return;
    apply(state.settings);
    if (state.settings.language !== words.language) void speak(words, state.settings.language);
  });
  await speak(words, settings.language);
}
