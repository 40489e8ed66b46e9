// The main process hears of another network.
import { expect, it, vi } from 'vitest';
import { makeApi } from '../../renderer/api.ts';
import { watchNetwork } from '../../renderer/network.ts';

it('tells of every gain and loss, of what may be one, and a failure is reported', async () => {
  const [window, connection] = [new EventTarget(), new EventTarget()];
  const called: unknown[] = [];
  const reports: unknown[] = [];
  const results = [
    { ok: true, value: undefined },
    { ok: false, error: { kind: 'storage' } },
    { ok: true, value: undefined },
    { ok: true, value: undefined },
  ];
  const api = makeApi(() => ({
    call: async (name, args) => {
      called.push([name, ...args]);
      return JSON.stringify(results.shift());
    },
    on: () => () => undefined,
  }));
  watchNetwork({ window, connection }, api, (error) => reports.push(error));
  window.dispatchEvent(new Event('offline'));
  window.dispatchEvent(new Event('online'));
  window.dispatchEvent(new Event('focus'));
  connection.dispatchEvent(new Event('change'));
  await vi.waitFor(() => expect(reports).toMatchObject([{ error: { kind: 'storage' } }]));
  expect(called).toEqual([true, true, false, false].map((certain) => ['app.networkChanged', certain]));
  watchNetwork({ window, connection: undefined }, api, (error) => reports.push(error));
});
