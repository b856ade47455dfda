import * as z from 'zod';
import { formatJsonFile, newerVersion, parseJsonFile } from '../base/jsonFile';
import { conversationFormatVersion, type Conversation } from './conversation';

const count = z.int().min(0);
const samplingSchema = z.looseObject({
  temperature: z.number().min(0).max(5),
  topP: z.number().gt(0).max(1),
  topK: count.optional(),
  minP: z.number().min(0).max(1).optional(),
  repetitionPenalty: z.number().gt(0).max(10).optional(),
  seed: z.int().min(0).max(0xffffffff),
});

const askedSchema = z.looseObject({
  model: z.string(),
  where: z.enum(['machine', 'server']),
  modelFile: z
    .looseObject({ file: z.string(), sha256: z.string().nullable(), architecture: z.string().optional() })
    .nullable()
    .optional(),
  server: z.looseObject({ address: z.string(), model: z.string() }).nullable().optional(),
  system: z.string(),
  layout: z.enum(['template', 'text']),
  sampling: samplingSchema,
  maxNew: z.int().min(1),
  stopReason: z.string(),
  prompt: z.string().nullable(),
  promptTokens: count.nullable(),
  leftOut: count,
});

const common = {
  id: z.string().min(1).max(100),
  at: z.iso.datetime(),
  text: z.string(),
  wentOn: z.boolean().optional(),
};
const turnSchema = z.discriminatedUnion('role', [
  z.looseObject({ role: z.literal('person'), ...common, after: z.string().nullable() }),
  z.looseObject({ role: z.literal('model'), ...common, after: z.string(), asked: askedSchema.nullable() }),
]);

const conversationSchema = z
  .looseObject({
    formatVersion: z.int().min(1).max(conversationFormatVersion, newerVersion),
    system: z.string(),
    systemWentOn: z.boolean().optional(),
    turns: z.array(turnSchema).max(10_000),
    shown: z.string().nullable(),
  })
  .superRefine(({ turns, shown }, context) => {
    const roles = new Map<string, string>();
    turns.forEach(({ id, role, after }, i) => {
      const issue = (field: string, message: string): void =>
        context.addIssue({ code: 'custom', path: ['turns', i, field], message });
      if (roles.has(id)) issue('id', 'the same id as an earlier turn');
      if (after !== null && !roles.has(after)) issue('after', 'no earlier turn has this id');
      else if (after !== null && roles.get(after) === role) issue('after', 'a turn follows one of the other speaker');
      roles.set(id, role);
    });
    if (shown !== null && !roles.has(shown)) {
      context.addIssue({ code: 'custom', path: ['shown'], message: 'no turn has this id' });
    }
  });

/**
 * Reads a `*.conversation.json`.
 *
 * @param file the file's path, for messages only
 * @throws UserError `fileInvalid`, with the place
 */
export function parseConversation(json: string, file: string): Conversation {
  return parseJsonFile(json, file, conversationSchema);
}

/** Writes a `*.conversation.json`, fields unknown to this version included. */
export function serializeConversation(conversation: Conversation): string {
  return formatJsonFile(conversation);
}
