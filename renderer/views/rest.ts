// What a window needs only once somebody opens it: a script of its own, which App.tsx asks for when the first screen stands.
export { AddContact } from './AddContact.tsx';
export { Conversation } from './Conversation.tsx';
export { Details } from './Details.tsx';
export { NewChat } from './NewChat.tsx';
export { Questions } from './Questions.tsx';
export { Requests } from './Requests.tsx';
export { Settings } from './Settings.tsx';
export { Shortcuts } from './Shortcuts.tsx';
export { SignIn } from './SignIn.tsx';
export { StorageTrouble } from './StorageTrouble.tsx';
export { StorageWork } from './StorageWork.tsx';
