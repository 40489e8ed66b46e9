// The bridge into the page: one function to call, one to listen. Nothing of Electron's own reaches the page.
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge } from '../shared/ipc.ts';

const listeners = new Set<(name: string, payload: string) => void>();
ipcRenderer.on('event', (_event, name: string, payload: string) => {
  for (const listener of listeners) listener(name, payload);
});

const bridge: Bridge = {
  call: (name, args) => ipcRenderer.invoke('call', name, args),
  on(listener) {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
};

contextBridge.exposeInMainWorld('api', bridge);
