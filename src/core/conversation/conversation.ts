/** Grows when an older Introspect would misread the file; a field more does not count, since unknown fields are kept. */
export const conversationFormatVersion = 1;

/** How a model was asked for an answer. */
export interface Asked {
  /** For people. */
  readonly model: string;
  readonly where: 'machine' | 'server';
  /** Of a model on this machine: path of its ONNX file in its folder, and that file's SHA-256, null where it could not be read. */
  readonly modelFile?:
    | { readonly file: string; readonly sha256: string | null; readonly architecture?: string | undefined }
    | null
    | undefined;
  /** Of a model on a server: where, and what the server calls it. */
  readonly server?: { readonly address: string; readonly model: string } | null | undefined;
  readonly system: string;
  /** By the model's chat template, or written out as a transcript to be continued. */
  readonly layout: 'template' | 'text';
  /** As `SamplingSettings`. */
  readonly sampling: {
    readonly temperature: number;
    readonly topP: number;
    readonly topK?: number | undefined;
    readonly minP?: number | undefined;
    readonly repetitionPenalty?: number | undefined;
    readonly seed: number;
  };
  readonly maxNew: number;
  readonly stopReason: string;
  /** Exactly as it was sent, special tokens included; null where a server does not tell. */
  readonly prompt: string | null;
  readonly promptTokens: number | null;
  /** How many of the oldest turns of its branch were not sent. */
  readonly leftOut: number;
}

interface Said {
  readonly id: string;
  /** When: ISO 8601, UTC. */
  readonly at: string;
  readonly text: string;
  /** The person read the crisis notice about these words and went on. */
  readonly wentOn?: boolean | undefined;
}

export interface PersonTurn extends Said {
  readonly role: 'person';
  /** The model's turn that it follows; null for a beginning. */
  readonly after: string | null;
}

export interface ModelTurn extends Said {
  readonly role: 'model';
  readonly after: string;
  /** Null: the person wrote these words into the model's turn. */
  readonly asked: Asked | null;
}

export type Turn = PersonTurn | ModelTurn;

/** A tree of turns: one that is edited or asked again has siblings, and nothing is ever taken away. */
export interface Conversation {
  readonly formatVersion: number;
  readonly system: string;
  /** As for a turn. */
  readonly systemWentOn?: boolean | undefined;
  /** Every turn of every branch, in the order of their making; each after the one that it follows. */
  readonly turns: readonly Turn[];
  /** The newest turn of the branch that is shown; null while there is none. */
  readonly shown: string | null;
}

export const emptyConversation: Conversation = {
  formatVersion: conversationFormatVersion,
  system: '',
  turns: [],
  shown: null,
};

/** The turns of the branch that ends in `leaf`, oldest first. */
export function branchTo({ turns }: Conversation, leaf: string | null): Turn[] {
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const branch: Turn[] = [];
  for (let turn = leaf === null ? undefined : byId.get(leaf); turn;) {
    branch.push(turn);
    turn = turn.after === null ? undefined : byId.get(turn.after);
  }
  return branch.reverse();
}

/** The branch that is shown. */
export function shownBranch(conversation: Conversation): Turn[] {
  return branchTo(conversation, conversation.shown);
}

/** The turns that stand at the same place, `turn` among them, in the order of their making. */
export function alternatives({ turns }: Conversation, turn: Turn): Turn[] {
  return turns.filter(({ after }) => after === turn.after);
}

/** With one more turn, which is shown. */
export function withTurn(conversation: Conversation, turn: Turn): Conversation {
  return { ...conversation, turns: [...conversation.turns, turn], shown: turn.id };
}

/**
 * With an answer of the model's, which is shown unless something beside it is looked at by now; null where the
 * conversation has it or has no place for it.
 */
export function withAnswer(conversation: Conversation, answer: ModelTurn): Conversation | null {
  const { turns, shown } = conversation;
  if (turns.some(({ id }) => id === answer.id) || !turns.some(({ id }) => id === answer.after)) return null;
  if (shown === answer.after) return withTurn(conversation, answer);
  return { ...conversation, turns: [...turns, answer] };
}

/** Shows the branch through a turn, as far as it was last taken: the newest turn that comes after it. */
export function showThrough(conversation: Conversation, id: string): Conversation {
  const { turns } = conversation;
  const below = new Set([id]);
  let shown = id;
  for (const turn of turns) {
    if (turn.after === null || !below.has(turn.after)) continue;
    below.add(turn.id);
    shown = turn.id;
  }
  return { ...conversation, shown };
}

/** With a turn's words marked as read beyond the notice. */
export function withWentOn(conversation: Conversation, id: string): Conversation {
  return {
    ...conversation,
    turns: conversation.turns.map((turn) => (turn.id === id ? { ...turn, wentOn: true } : turn)),
  };
}
