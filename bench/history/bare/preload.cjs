const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('rows', (address) => ipcRenderer.invoke('rows', address));
