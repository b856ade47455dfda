// What stands in fields of a panel that are looked at only when the person says so, such as a word to ask about. It lives
// with the panel in the extension's memory, and is told to a page that comes back: a panel saves no words.

export interface TypedWord {
  readonly type: 'typedWord';
  readonly field: string;
  readonly words: string;
}

export interface TypedWords {
  readonly type: 'typedWords';
  readonly fields: Readonly<Record<string, string>>;
}

export function isTypedWord(message: { readonly type: string }): message is TypedWord {
  if (message.type !== 'typedWord') return false;
  const { field, words } = message as Partial<Record<keyof TypedWord, unknown>>;
  return typeof field === 'string' && typeof words === 'string';
}

export function isTypedWords(message: { readonly type: string }): message is TypedWords {
  return message.type === 'typedWords' && 'fields' in message && typeof message.fields === 'object';
}
