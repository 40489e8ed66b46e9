// XEP-0245: what is an action, and how it is said where there is one line for it.
import { expect, it } from 'vitest';
import { actionOf, spoken } from '../../shared/action.ts';

it.each([
  ['/me shrugs in disgust', 'shrugs in disgust'],
  ['/me ', ''],
  ['/meshrugs in disgust', undefined],
  ["/me's disgusted", undefined],
  [' /me shrugs in disgust', undefined],
  ['"/me shrugs in disgust"', undefined],
  ['* Atlas shrugs in disgust', undefined],
  ['/me\nshrugs', undefined],
  ['Why did Atlas say "/me shrugs"?', undefined],
])('%j', (body, action) => {
  expect(actionOf(body)).toBe(action);
  expect(spoken(body, 'Atlas')).toBe(action === undefined ? body : `* Atlas ${action}`);
});
