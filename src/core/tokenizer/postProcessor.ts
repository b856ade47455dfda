import type { JsonNode } from './jsonNode';
import { invalidTokenizer, largestTokenId } from './jsonNode';

/** Ids of the special tokens that are put around a text. */
export interface Frame {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** The `post_processor` of tokenizer.json, for a single text. @throws UserError 'tokenizerInvalid' */
export function readFrame(node: JsonNode): Frame {
  if (node.isAbsent) return { before: [], after: [] };
  const type = node.get('type').string();
  switch (type) {
    case 'ByteLevel':
      return { before: [], after: [] };
    case 'BertProcessing':
    case 'RobertaProcessing':
      return { before: [idOfPair(node.get('cls'))], after: [idOfPair(node.get('sep'))] };
    case 'TemplateProcessing':
      return readTemplate(node);
    case 'Sequence':
      return node
        .get('processors')
        .items()
        .map(readFrame)
        .reduce((inner, outer) => ({
          before: [...outer.before, ...inner.before],
          after: [...inner.after, ...outer.after],
        }));
    default:
      throw invalidTokenizer(`${node.path} has the type ${JSON.stringify(type)}, which is not supported`);
  }
}

function idOfPair(node: JsonNode): number {
  const [, id] = node.items();
  if (!id) throw node.expected('a token with its id');
  return id.integer(0, largestTokenId);
}

function readTemplate(node: JsonNode): Frame {
  const before: number[] = [];
  const after: number[] = [];
  let side = before;
  for (const item of node.get('single').items()) {
    if (!item.get('Sequence').isAbsent) {
      if (side === after) throw invalidTokenizer(`${node.path}.single holds the text twice`);
      side = after;
      continue;
    }
    const name = item.get('SpecialToken').get('id').string();
    for (const id of node.get('special_tokens').get(name).get('ids').items()) side.push(id.integer(0, largestTokenId));
  }
  if (side === before) throw invalidTokenizer(`${node.path}.single leaves out the text`);
  return { before, after };
}
