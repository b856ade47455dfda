import type { AgreementReport } from '../agreement/agreementReport';
import { coefficientNotes, coefficientsOf, type CoefficientName } from '../agreement/coefficients';
import { type Figure, isComputed } from '../agreement/figure';
import type { StudyAgreement } from '../agreement/studyAgreement';
import {
  aboutSegments,
  coefficientLabel,
  coefficientOfCodes,
  describeComparison,
  describeIntervals,
  describeUnits,
  figureNotes,
  formatInterval,
  formatValue,
  methodsParagraph,
  overallUnits,
  unitWords,
} from '../agreement/wording';
import { agreementSvg } from './agreementSvg';
import { escapeMarkup as escape } from './markup';

/** More units than anyone reads in a report; the CSV has all. */
const maxDisputed = 100;

/** A report in one file: no scripts, nothing loaded from elsewhere, all text escaped. */
export function agreementHtml(result: StudyAgreement, name: CoefficientName, version?: string): string {
  const { overall, codes, pairs, messages, choices } = result;
  const used = coefficientsOf(overall);
  const ofCodes = coefficientOfCodes(result, name);
  const shown = [...new Set([ofCodes, 'percent', 'gwetAC1'] as const)];
  // Cohen's kappa applies to a pair also where there are more coders than two.
  const ofPairs = coefficientsOf(Object.assign({}, ...pairs.map(({ figures }) => figures)) as AgreementReport).filter(
    (c) => [name, 'alpha', 'cohenKappa', 'percent', 'gwetAC1'].includes(c),
  );
  const nameOf = (coder: string) => result.coders.find(({ id }) => id === coder)?.name ?? coder;
  const svg = agreementSvg(result, ofCodes).replace(/^<\?xml.*\n/, '');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Agreement: ${escape(result.title)}</title>
<style>
body{font:15px/1.5 Georgia,serif;color:#111;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}caption{text-align:left;font-style:italic}
th,td{border-bottom:1px solid #ccc;padding:.2rem .7rem .2rem 0;text-align:left;vertical-align:top}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}svg{max-width:100%;height:auto}blockquote{margin:.2rem 0;white-space:pre-wrap}
</style>
</head>
<body>
<h1>Agreement between coders: ${escape(result.title)}</h1>
<p>${escape(describeComparison(result))}</p>
${result.disputed.length > 0 ? '<p><strong>This report quotes the transcripts</strong> (under “Most disputed”): handle it as you handle them.</p>' : ''}
${messages.length > 0 ? '<h2>To know beside the figures</h2>' : ''}
${list(messages.map(({ text, advice }) => (advice === undefined ? text : `${text} ${advice}`)))}
<h2>Methods</h2>
<p>${escape(methodsParagraph(result, version))}</p>
<h2>Overall</h2>
${table(
  describeIntervals(result),
  ['Coefficient', 'Value', '95 % interval', 'Over', 'What it says, and when it misleads'],
  used.map((coefficient) => {
    const figure = overall[coefficient]!;
    const note = coefficientNotes[coefficient];
    return [
      coefficientLabel(coefficient, choices),
      formatValue(figure, coefficient),
      formatInterval(figure, coefficient),
      isComputed(figure)
        ? `${figure.n.toLocaleString('en-US')} ${aboutSegments(coefficient) ? 'segments' : overallUnits(choices)}`
        : '–',
      [...figureNotes(figure), note.tells, note.misleads].join(' '),
    ];
  }),
)}
<h2>By code</h2>
${svg}
${table(
  `${describeUnits(result)}. ${describeIntervals(result)}`,
  [
    'Code',
    ...result.coders.map((coder) => `Used by ${coder.name}`),
    ...shown.flatMap((c) => [coefficientLabel(c, choices, 'oneCode'), '95 % interval']),
  ],
  codes.map((code) => [
    code.name,
    ...code.uses.map((n) => n.toLocaleString('en-US')),
    ...shown.flatMap((c) => [formatValue(code.figures[c], c), formatInterval(code.figures[c], c)]),
  ]),
)}
${list(codeNotes(result, shown))}
<h2>Pairs of coders</h2>
${table(
  `Over ${overallUnits(choices)}; in brackets the 95 % interval`,
  ['Coders', ...ofPairs.map((c) => coefficientLabel(c, choices))],
  pairs.map(({ coders, figures }) => [
    coders.map(nameOf).join(' – '),
    ...ofPairs.map((c) => withBounds(figures[c], c)),
  ]),
)}
<h2>Most disputed ${unitWords[choices.unit].many}</h2>
<p>${result.disputed.length.toLocaleString('en-US')} in all${result.disputed.length > maxDisputed ? `, the first ${maxDisputed} below` : ''}.</p>
${result.disputed
  .slice(0, maxDisputed)
  .map(
    (unit) =>
      `<h3>${escape(unit.transcript)}, line ${unit.line}${unit.speaker === null ? '' : `, ${escape(unit.speaker)}`}</h3>\n<blockquote>${escape(unit.text)}</blockquote>\n<ul>${unit.answers.map(({ coder, codes: given }) => `<li>${escape(nameOf(coder))}: ${given === null ? 'not coded' : escape(given.join(', ')) || 'no code'}</li>`).join('')}</ul>`,
  )
  .join('\n')}
<h2>Texts compared</h2>
<p>With the SHA-256 of their words, so that a later reader can tell whether they have the same version.</p>
<ul>${result.texts.map(({ path, sha256 }) => `<li>${escape(path)}: <code>${sha256}</code></li>`).join('\n')}</ul>
<h2>Sources</h2>
<ul>${[...[...new Set([...used, ...ofPairs])].map((c) => coefficientNotes[c].source), ...methodSources(result)].map((source) => `<li>${escape(source)}</li>`).join('\n')}</ul>
</body>
</html>
`;
}

/** What the methods paragraph rests on beside the coefficients. */
function methodSources({ choices, overall, codes }: StudyAgreement): string[] {
  return [
    choices.scale === 'presence' && codes.length > 1
      ? 'De Vries, H., Elliott, M. N., Kanouse, D. E., & Teleki, S. S. (2008). Using pooled kappa to summarize interrater agreement across many items. Field Methods, 20, 272–282.'
      : '',
    choices.samples > 0
      ? 'Efron, B., & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall.'
      : '',
    choices.samples > 0 && overall.unitizingAlpha
      ? 'Field, C. A., & Welsh, A. H. (2007). Bootstrapping clustered data. Journal of the Royal Statistical Society B, 69, 369–390.'
      : '',
    overall.gamma && choices.chance === 'statistical'
      ? 'Titeux, H., & Riad, R. (2021). pygamma-agreement. Journal of Open Source Software, 6(62), 2989.'
      : '',
  ].filter((source) => source !== '');
}

/** “0.64 (0.59 to 0.69)”. */
function withBounds(figure: Figure | undefined, name: CoefficientName): string {
  const hasBounds = figure !== undefined && isComputed(figure) && figure.low !== undefined;
  return `${formatValue(figure, name)}${hasBounds ? ` (${formatInterval(figure, name)})` : ''}`;
}

/** What to know of single codes, each note once. */
function codeNotes({ codes }: StudyAgreement, shown: readonly CoefficientName[]): string[] {
  const codesOf = new Map<string, string[]>();
  const note = (text: string, code: string) => codesOf.set(text, [...new Set([...(codesOf.get(text) ?? []), code])]);
  for (const code of codes) {
    for (const text of shown.flatMap((name) => figureNotes(code.figures[name]))) note(text, code.name);
    if (code.warning !== null) note(prevalenceNote, code.name);
  }
  return [...codesOf].map(([text, names]) => `${text} (${names.join(', ')})`);
}

const prevalenceNote =
  'Rare, or nearly everywhere: kappa and alpha can be low although the coders seldom differ, and percent agreement and AC1 are high almost by construction; report both.';

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${escape(item)}</li>`).join('\n')}</ul>`;
}

function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string, i: number) =>
    i === 0
      ? `<th scope="row">${escape(text)}</th>`
      : `<td${/^[−\d–][^a-z]*( to |$)|^[−\d.]+ \(/.test(text) ? ' class="n"' : ''}>${escape(text)}</td>`;
  return `<table><caption>${escape(caption)}</caption><thead><tr>${head.map((text) => `<th scope="col">${escape(text)}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}</tbody></table>`;
}
