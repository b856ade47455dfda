import assert from 'node:assert/strict';
import { framePicture, type Picture } from '../../../src/core/figures/picture';
import { describeModel, provenanceLine, serverProvenance, type Provenance } from '../../../src/core/figures/provenance';
import { methodsParagraph, tableCsv, viewHtml, type TakenView } from '../../../src/core/figures/takeAway';
import { parseXml } from '../../../src/core/exchange/xml';

const provenance: Provenance = {
  model: { name: 'm & co', architecture: 'Llama', file: 'onnx/model.onnx', sha256: 'ab'.repeat(32) },
  text: { document: 'P01.transcript.txt', line: 3, tokens: 1012, omittedTokens: 7, sha256: 'cd'.repeat(32) },
  program: 'Introspect 1.2.3',
  date: '2026-11-29',
};
const picture: Picture = {
  name: 'matrix',
  title: 'Who looks at <whom>',
  description: 'A matrix & nothing else.',
  width: 200,
  height: 100,
  body: '<rect width="10" height="10"/>',
  notes: ['A note that is long enough to need more than one line of the small print below the picture.', '=1+1'],
};
const view: TakenView = {
  name: 'attention',
  title: 'Attention <1>',
  settings: [['Layer', '1']],
  pictures: [picture],
  tables: [
    {
      name: 'weights',
      title: 'Weights',
      columns: ['token', 'weight'],
      rows: [
        ['=SUM(A1)', 0.25],
        ['<b>', null],
      ],
    },
  ],
  methods: 'Attention weights were read from the model’s own softmax.',
  caveats: ['Attention is not explanation.'],
};

describe('what is taken away from a panel', () => {
  it('is an SVG file that an XML reader takes, with the title and all small print', () => {
    const svg = framePicture(picture);
    parseXml(svg, 'picture.svg');
    for (const word of ['Who looks at &lt;whom&gt;', 'A matrix &amp; nothing else.', 'picture.', '=1+1'])
      assert.ok(svg.includes(word), word);
  });

  it('is a CSV table in which no text runs as a formula, numbers unrounded', () => {
    assert.equal(tableCsv(view.tables[0]!), "token,weight\r\n'=SUM(A1),0.25\r\n<b>,\r\n");
  });

  it('is one HTML page that escapes all text, loads nothing, and says what it rests on', () => {
    const html = viewHtml(view, provenance);
    assert.ok(!/<script|<b>|src=|@import/.test(html));
    for (const word of [
      'm &amp; co',
      'ab'.repeat(32),
      'cd'.repeat(32),
      '7 more were left out',
      'Attention is not',
      '0.25',
    ])
      assert.ok(html.includes(word), word);
  });

  it('is a methods paragraph with model, hash, text hash and settings', () => {
    const text = methodsParagraph(view, provenance);
    for (const word of ['softmax', 'layer 1', 'ab'.repeat(32), 'cd'.repeat(32), '1,012 tokens', '7 further tokens'])
      assert.ok(text.includes(word), word);
    assert.match(
      provenanceLine(provenance, view.settings),
      /abababababab…\)\. .*Layer: 1\. Introspect 1\.2\.3, 2026-11-29$/,
    );
  });

  it('names a server by its address and model, says that no hash is known, and tells no key', () => {
    const endpoint = { name: 'Our cluster', url: 'https://models.example/v1?api-key=secret', model: 'llama-70b' };
    const served: Provenance = { ...provenance, model: serverProvenance(endpoint) };
    const texts = [
      methodsParagraph(view, served),
      viewHtml(view, served),
      provenanceLine(served, []),
      describeModel(served.model),
    ];
    for (const text of texts) {
      assert.ok(text.includes('https://models.example/v1') && text.includes('llama-70b'), text);
      assert.match(text, /Our cluster/);
      assert.match(text, /no hash/);
      assert.doesNotMatch(text, /secret|own machine|file not known/);
    }
    assert.match(texts[0]!, /to which the words were sent/);
    assert.match(methodsParagraph(view, provenance), /on the researcher’s own machine with the model m & co/);
  });
});
