import type { CodingSegment, Stretch } from '../../src/protocol/coding';
import type { KeyCommand } from './keymap';
import type { CodingModel } from './model';
import type { CodingSession } from './session';
import type { TranscriptView } from './transcriptView';

/** What a key acts on, and what it may open. */
export interface CommandContext {
  readonly model: CodingModel;
  readonly transcript: TranscriptView;
  readonly session: CodingSession;
  /** The selected words, as a segment would cover them. */
  readonly stretch: Stretch | null;
  readonly segment: CodingSegment | undefined;
  readonly caret: number;
  say(words: string): void;
  pick(stretch: Stretch, text?: string): void;
  open(segment: CodingSegment): void;
  step(by: 1 | -1): void;
  memo(): void;
  help(): void;
  letGo(): void;
}

/** Does what a key press stands for, or says what is missing for it. */
export function runCommand(command: KeyCommand, context: CommandContext): void {
  const { model, transcript, session, stretch, segment } = context;
  const withWords = (act: (words: Stretch) => void) => {
    if (stretch) act(stretch);
    else context.say('Select words first; Shift+Enter takes the whole turn.');
  };
  switch (command.do) {
    case 'pin':
      return withWords((words) => session.pinned(words, command.pin));
    case 'code':
      return withWords((words) => session.code(words, command.code));
    case 'type':
      return withWords((words) => context.pick(words, command.text));
    case 'pick':
      return withWords((words) => context.pick(words));
    case 'repeat':
      return withWords((words) => session.repeat(words));
    case 'takeTurn':
      return transcript.takeTurn();
    case 'open': {
      const here = segment ?? (stretch ? undefined : model.shown.around(context.caret)[0]);
      return here ? context.open(here) : withWords((words) => context.pick(words));
    }
    case 'delete':
      if (segment) return session.delete(segment);
      return context.say('No segment is selected. F7 goes to the next one, Enter selects the one at the caret.');
    case 'next':
      return context.step(1);
    case 'previous':
      return context.step(-1);
    case 'edge':
      if (segment) return session.moveEdge(segment, command);
      return context.say('No segment is selected. F7 goes to the next one.');
    case 'memo':
      return context.memo();
    case 'selectAll':
      return transcript.selectAll();
    case 'travel':
      return transcript.travel(command.to, command.extend);
    case 'help':
      return context.help();
    case 'escape':
      return context.letGo();
    case 'move':
      return transcript.prepareMove();
  }
}
