// What of a head can be taken away: its picture as it is shown, its numbers, and how they were computed.
import type { Settings } from '../../src/core/figures/provenance';
import type { TakenTable, TakenView } from '../../src/core/figures/takeAway';
import type { AttentionViewState } from '../../src/protocol/attention';
import { formatCount } from '../shared/format';
import { linesPicture, matrixPicture, textPicture } from './headPictures';
import { type FirstKey, weightAt } from './headWeights';
import { aboutReadings, captionOf, unitNames } from './readings';
import { nameOf, placeOf } from './readout';
import type { Picture, ShownHead } from './shownHead';

/** More are no table that a person or a spreadsheet opens: Excel ends at 1,048,576. */
const mostRows = 300_000;
const columns = ['query_number', 'query', 'key_number', 'key', 'weight'] as const;

/** @param about the row that is looked at; in the text, by direction, the row or the column */
export function takenHead(
  picture: Picture,
  head: ShownHead,
  { firstKey, largest }: { readonly firstKey: FirstKey; readonly largest: number },
  settings: AttentionViewState,
  about: number,
): TakenView {
  const { reading, layer, head: headIndex, content } = picture;
  const caption = captionOf(picture, content.model);
  const { one, many, label } = unitNames[head.unit];
  const { needsLayer, needsHead, methods } = aboutReadings[reading];
  const place = [needsLayer ? `layer-${layer + 1}` : '', needsHead ? `head-${headIndex + 1}` : ''].filter(Boolean);
  const shape = { head, firstKey, caption, largest };
  const merged =
    head.unit === 'token'
      ? ''
      : ` Tokens were merged to ${many}: weights were summed over the tokens of the ${one} looked at and averaged over those of the ${one} that looks.`;
  const hidden = [
    firstKey === 1 ? ' The first token, on which many heads park attention (Xiao et al. 2023), is not shown.' : '',
    head.hidden ? ' Special tokens that the model adds are not shown.' : '',
  ].join('');
  const set: Settings = [
    ['Weights', caption],
    ['Between', label.toLowerCase()],
    ['First token', firstKey === 1 ? 'not shown' : 'shown'],
    ['Special tokens', head.hidden ? 'not shown' : 'shown'],
  ];
  return {
    name: ['attention', reading === 'head' ? '' : reading, ...place].filter(Boolean).join('-'),
    title: `Attention: ${caption}`,
    settings: set,
    pictures: [
      settings.view === 'matrix'
        ? matrixPicture(shape)
        : settings.view === 'lines'
          ? linesPicture(shape, about)
          : textPicture(shape, content.text, { word: about, direction: settings.direction }),
    ],
    tables: tablesOf(head, firstKey, about, settings.view === 'text' ? settings.direction : 'from'),
    methods: `${methods}${merged}${hidden}`,
    caveats: [
      'Attention is not explanation: it shows where the model reads from, not why it answers as it does.',
      ...(aboutReadings[reading].sumsToOne ? [] : ['The numbers are no shares: rows do not sum to 1.']),
    ],
  };
}

function tablesOf(head: ShownHead, firstKey: FirstKey, about: number, direction: 'from' | 'to'): TakenTable[] {
  const keys = Array.from({ length: head.size - firstKey }, (_, i) => i + firstKey);
  const all = Array.from({ length: head.size }, (_, i) => i);
  const row = (query: number, key: number) => [
    head.numbers[query]!,
    head.tokens[query]!,
    head.numbers[key]!,
    head.tokens[key]!,
    weightAt(head, query, key),
  ];
  const place = placeOf(head, about, null);
  const isTooLarge = head.size * keys.length > mostRows;
  const why = isTooLarge ? ` (all ${formatCount(head.size * keys.length)} numbers are too many for a table)` : '';
  const own: TakenTable = {
    name: `${direction === 'from' ? 'from' : 'to'}-${place.replace(' ', '-')}`,
    title: `${direction === 'from' ? 'What' : 'Who looks at'} ${nameOf(head, about)}${direction === 'from' ? ' looks at' : ''}, ${place}${why}`,
    columns,
    // Made when it is taken, not whenever the menu is drawn.
    get rows() {
      return direction === 'from' ? keys.map((key) => row(about, key)) : all.map((query) => row(query, about));
    },
  };
  if (isTooLarge) return [own];
  const weights: TakenTable = {
    name: 'weights',
    title: 'All numbers',
    columns,
    get rows() {
      return all.flatMap((query) => keys.map((key) => row(query, key)));
    },
  };
  return [weights, own];
}
