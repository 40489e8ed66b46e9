// What every call accepts, checked at the border: the renderer is treated as hostile. A missing call does not compile.
import * as z from 'zod/mini';
import type { Calls } from '../../shared/ipc.ts';
import { BODY_LIMIT } from '../../shared/message.ts';

type Schemas = { [C in keyof Calls]: z.ZodMiniType<Parameters<Calls[C]>> };

const id = z.string().check(z.minLength(1), z.maxLength(64));
/** Prepared and judged by the services; here only kept within bounds. */
const address = z.string().check(z.maxLength(3071));
const text = z.string().check(z.maxLength(BODY_LIMIT));
const position = z.number().check(z.gte(0), z.lte(Number.MAX_SAFE_INTEGER));

export const schemas: Schemas = {
  'app.snapshot': z.tuple([]),
  'storage.retry': z.tuple([]),
  'storage.setAside': z.tuple([]),
  'storage.allowUnprotected': z.tuple([z.boolean()]),
  'account.signIn': z.tuple([
    z.strictObject({
      address,
      password: z.string().check(z.maxLength(1024)),
      server: z.exactOptional(z.string().check(z.maxLength(255))),
      port: z.exactOptional(z.int()),
    }),
  ]),
  'account.reconnect': z.tuple([id]),
  'conversations.open': z.tuple([id, address]),
  'conversations.saveDraft': z.tuple([id, text]),
  'conversations.markRead': z.tuple([id, position]),
  'conversations.setTyping': z.tuple([id, z.boolean()]),
  'messages.page': z.tuple([id, z.nullable(position), z.int().check(z.gte(1), z.lte(500))]),
  'messages.release': z.tuple([id]),
  'messages.body': z.tuple([id]),
  'messages.send': z.tuple([id, text]),
  'messages.retry': z.tuple([id]),
  'messages.discard': z.tuple([id]),
  'contacts.add': z.tuple([id, address]),
  'contacts.answer': z.tuple([id, address, z.boolean()]),
  'settings.change': z.tuple([
    z.strictObject({
      theme: z.exactOptional(z.enum(['system', 'light', 'dark', 'contrast'])),
      density: z.exactOptional(z.enum(['comfortable', 'compact'])),
      language: z.exactOptional(z.enum(['en', 'en-XA'])),
      listWidth: z.exactOptional(z.number().check(z.gte(240), z.lte(420))),
    }),
  ]),
  'links.open': z.tuple([z.string().check(z.maxLength(8192))]),
  'clipboard.write': z.tuple([text]),
};
