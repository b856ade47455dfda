import type { MemoTarget } from '../../src/protocol/coding';

export interface EdgeCommand {
  readonly do: 'edge';
  readonly which: 'start' | 'end';
  readonly by: 1 | -1;
  readonly unit: 'word' | 'character';
}

/** What a person asks for from a segment's details. */
export type SegmentCommand =
  | EdgeCommand
  | { readonly do: 'recode' | 'delete' | 'confirm' | 'fit' | 'split' | 'codeToo' }
  | { readonly do: 'merge'; readonly with: string }
  | { readonly do: 'memo'; readonly memo: string; readonly target: MemoTarget; readonly text: string };
