// The main process hears of another network.
import { expect, it, vi } from 'vitest';
import { makeApi } from '../../renderer/api.ts';
import { watchNetwork } from '../../renderer/network.ts';

it('tells of every gain and loss, and a failure is reported', async () => {
  const window = new EventTarget();
  const called: string[] = [];
  const reports: unknown[] = [];
  const results = [
    { ok: true, value: undefined },
    { ok: false, error: { kind: 'storage' } },
  ];
  const api = makeApi(() => ({
    call: async (name) => {
      called.push(name);
      return results.shift();
    },
    on: () => () => undefined,
  }));
  watchNetwork(window, api, (error) => reports.push(error));
  window.dispatchEvent(new Event('offline'));
  window.dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(reports).toMatchObject([{ error: { kind: 'storage' } }]));
  expect(called).toEqual(['app.networkChanged', 'app.networkChanged']);
});
