import {
  emptyConversation,
  shownBranch,
  type Asked,
  type Conversation,
  type Turn,
} from '../../src/core/conversation/conversation';
import type { ConversationViewState, TalkSettings } from '../../src/protocol/conversation';

export const defaultSettings: TalkSettings = {
  temperature: 0.8,
  topP: 0.95,
  topK: 0,
  minP: 0,
  repetitionPenalty: 1,
  seed: 1,
  maxNew: 120,
  answers: 1,
  layout: null,
};
export const mostAnswers = 5;

const ranges: { readonly [Field in Exclude<keyof TalkSettings, 'layout'>]: readonly [least: number, most: number] } = {
  temperature: [0, 2],
  topP: [0.01, 1],
  topK: [0, 100_000],
  minP: [0, 1],
  repetitionPenalty: [0.1, 2],
  seed: [0, 0xffffffff],
  maxNew: [1, 8192],
  answers: [1, mostAnswers],
};

/** What an earlier page saved, part by part where it is sound, with defaults for the rest. Files are checked by the host. */
export function readViewState(saved: unknown): ConversationViewState {
  const { conversation, draft, editing, settings, version, savedVersion, file } = fieldsOf(saved);
  const kept = isConversation(conversation) ? conversation : null;
  const whole = (value: unknown): number => (Number.isSafeInteger(value) ? Number(value) : 0);
  return {
    conversation: kept ?? emptyConversation,
    draft: typeof draft === 'string' ? draft : '',
    editing: kept && readEditing(editing, kept),
    settings: readSettings(settings),
    version: whole(version),
    savedVersion: kept ? whole(savedVersion) : whole(version),
    file: kept && typeof file === 'string' ? file : null,
  };
}

function readEditing(saved: unknown, conversation: Conversation): ConversationViewState['editing'] {
  const { turnId, text } = fieldsOf(saved);
  if (typeof turnId !== 'string' || typeof text !== 'string') return null;
  return shownBranch(conversation).some(({ id }) => id === turnId) ? { turnId, text } : null;
}

function readSettings(saved: unknown): TalkSettings {
  const fields = fieldsOf(saved);
  const sound = Object.entries(ranges).filter(([field, [least, most]]) => {
    const value = fields[field];
    return typeof value === 'number' && value >= least && value <= most;
  });
  const { layout } = fields;
  return {
    ...defaultSettings,
    ...Object.fromEntries(sound.map(([field]) => [field, fields[field]])),
    layout: layout === 'template' || layout === 'text' ? layout : null,
  };
}

function isConversation(value: unknown): value is Conversation {
  const { formatVersion, system, turns, shown } = fieldsOf(value);
  if (formatVersion !== emptyConversation.formatVersion || typeof system !== 'string' || !Array.isArray(turns)) {
    return false;
  }
  const roles = new Map<unknown, Turn['role']>();
  for (const turn of turns as unknown[]) {
    if (!isTurn(turn) || (turn.after !== null && (roles.get(turn.after) ?? turn.role) === turn.role)) return false;
    roles.set(turn.id, turn.role);
  }
  return shown === null || roles.has(shown);
}

function isTurn(value: unknown): value is Turn {
  const { role, id, at, text, after, asked } = fieldsOf(value);
  if (![id, at, text].every((field) => typeof field === 'string')) return false;
  if (role === 'person') return after === null || typeof after === 'string';
  return role === 'model' && typeof after === 'string' && (asked === null || isAsked(asked));
}

function isAsked(value: unknown): value is Asked {
  const { model, system, stopReason, sampling } = fieldsOf(value);
  const { seed, temperature, topP } = fieldsOf(sampling);
  return (
    [model, system, stopReason].every((field) => typeof field === 'string') &&
    [seed, temperature, topP].every((field) => typeof field === 'number')
  );
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
