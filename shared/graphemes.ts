// Text cut into what people see as one letter (UAX #29).
import { lazily } from './lazily.ts';

export const graphemes = lazily(() => new Intl.Segmenter('en', { granularity: 'grapheme' }));
