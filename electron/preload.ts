// The bridge into the page: one function to call, one to listen. Nothing of Electron's own reaches the page.
// The first snapshot is asked for before the page's scripts run, and what comes before anybody listens is kept for the first who does.
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge } from '../shared/ipc.ts';

type Listener = Parameters<Bridge['on']>[0];

const ask: Bridge['call'] = (name, args) => ipcRenderer.invoke('call', name, args);
const first = new Map([['app.snapshot', ask('app.snapshot', [])]]);
const early: string[] = [];
const listeners = new Set<Listener>();

ipcRenderer.on('events', (_event, frame: string) => {
  if (listeners.size === 0) early.push(frame);
  for (const listener of listeners) listener(frame);
});

const bridge: Bridge = {
  call(name, args) {
    const asked = first.get(name);
    first.delete(name);
    return asked ?? ask(name, args);
  },
  on(listener) {
    listeners.add(listener);
    for (const frame of early.splice(0)) listener(frame);
    return () => {
      listeners.delete(listener);
    };
  },
};

contextBridge.exposeInMainWorld('api', bridge);
