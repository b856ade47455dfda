import { UserError } from '../../core/base/userError';
import { parseAnnotations, serializeAnnotations, type AnnotationCollection } from '../../core/coding/annotations';
import type { CodingModel } from '../../core/coding/codingModel';
import { codingPath } from '../../core/coding/study';
import type { SuggestionState } from '../../core/suggestions/lifecycle';
import { decisionOf, readSuggestion, withDecision, type Decision } from '../../core/suggestions/suggestion';
import type { BookedSuggestion } from './suggestionBook';
import type { TranscriptCoding } from './transcriptCoding';
import { toUserError } from './transcriptSources';

interface NewDecision extends BookedSuggestion {
  /** Null: taken back. */
  readonly decision: Decision | null;
}

/**
 * Notes what the person has decided on suggestions, once their own coding is saved: beside each suggestion in the model
 * coder's file, whose codings stay as they are, and in the audit trail. What cannot be written is tried again at the
 * next save: what was accepted stands in the person's own coding, but a rejection nowhere else.
 *
 * @throws UserError where rejections could not be written, so that the transcript does not count as saved
 */
export async function recordDecisions(
  coding: TranscriptCoding,
  own: CodingModel,
  when: string,
  tell: (message: string) => void,
): Promise<void> {
  const states = coding.suggestionStates();
  const decided = [...coding.suggestions.all].flatMap((one) => newDecision(one, states, own.coder, when) ?? []);
  let unwritten: UserError | null = null;
  for (const [coder, list] of byCoder(decided)) {
    try {
      await write(coding, coder, list);
    } catch (error) {
      const { code, message, remedy } = toUserError(error);
      const isNowhere = list.some(({ segment }) => coding.suggestions.pending.has(segment.id));
      const what = isNowhere ? 'which of its suggestions you rejected' : 'what you decided on its suggestions';
      const words = `Your codes are saved, but not, in the file of ${coder}, ${what}. ${message}`;
      if (isNowhere) unwritten = new UserError(code, words, remedy);
      else tell(`${words} ${remedy}`);
    }
  }
  coding.suggestions.settle(own.coder);
  if (unwritten) throw unwritten;
}

function newDecision(
  booked: BookedSuggestion,
  states: ReadonlyMap<string, SuggestionState>,
  coder: string,
  at: string,
): NewDecision | null {
  const { status, own } = states.get(booked.segment.id) ?? { status: 'open', own: [] };
  const recorded = decisionOf(booked.segment, coder);
  const is = status === 'accepted' || status === 'changed' || status === 'rejected' ? status : undefined;
  const annotations = is === 'rejected' ? [] : own;
  if (is === recorded?.decision && (!is || annotations.join() === (recorded?.annotations ?? []).join())) return null;
  const made = annotations.length > 0 ? { annotations: [...annotations] } : {};
  return { ...booked, decision: is ? { coder, decision: is, at, ...made } : null };
}

async function write(coding: TranscriptCoding, coder: string, decided: readonly NewDecision[]): Promise<void> {
  const { files, transcript } = coding.sources;
  const me = coding.coder!;
  const byId = new Map(decided.map((one) => [one.segment.id, one.decision]));
  const formats = { parse: parseAnnotations, serialize: serializeAnnotations };
  const { value } = await files.update(codingPath(transcript, coder), formats, (collection) => {
    if (!collection) return undefined;
    const items = collection.first.items.map((item) => {
      const decision = byId.get(item.id);
      return decision === undefined || item.motivation !== 'classifying' ? item : withDecision(item, me, decision);
    });
    return { ...collection, first: { ...collection.first, items } } satisfies AnnotationCollection;
  });
  coding.suggestions.take(coder, value?.first.items ?? []);
  const words = { accepted: 'accept', changed: 'acceptChanged', rejected: 'reject' } as const;
  for (const { segment, decision } of decided) {
    const said = readSuggestion(segment);
    await coding.journal(`suggestion.${decision ? words[decision.decision] : 'reopen'}`, {
      suggestion: segment.id,
      model: coder,
      code: segment.body.source,
      ...(decision?.annotations && { annotations: decision.annotations }),
      ...(said && { technique: said.technique.kind, run: said.run, probability: said.probability }),
    });
  }
}

function byCoder(decided: readonly NewDecision[]): Map<string, NewDecision[]> {
  const map = new Map<string, NewDecision[]>();
  for (const one of decided) map.set(one.coder, [...(map.get(one.coder) ?? []), one]);
  return map;
}
