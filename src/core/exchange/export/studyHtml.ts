import type { RangeUtf16 } from '../../base/offsets';
import type { LoadedStudy, LoadedTranscript } from '../../coding/loadStudy';
import type { Code } from '../../codebook/codebook';
import { counted } from '../counted';
import { escapeMarkup as escape } from '../markup';
import { decisionText } from './segmentRows';
import type { CodedSegment, StudyNotes } from './studyNotes';

/**
 * A study as one page to read and print: the codebook, and every transcript with its coded stretches. No scripts,
 * nothing loaded from elsewhere, all text escaped. Codes are told by name, not by colour alone.
 */
export function studyHtml(study: LoadedStudy, notes: StudyNotes): string {
  const { codes } = study.codebook;
  const title = escape(study.study.title);
  return `<!doctype html>
<html lang="und">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>
body{font:16px/1.7 Georgia,serif;color:#111;background:#fff;max-width:52rem;margin:2rem auto;padding:0 1rem}
.text{white-space:pre-wrap;overflow-wrap:anywhere}mark{color:inherit;background:#f3f3f3;border-bottom:3px solid}
.tag{font:11px/1 system-ui,sans-serif;white-space:nowrap;border:1px solid;border-radius:3px;padding:0 .25em;margin:0 .2em}
.memo{font-size:.9em;white-space:pre-wrap}.chip{display:inline-block;width:.8em;height:.8em;margin-right:.4em}
@media print{section{break-before:page}}
</style>
</head>
<body>
<h1>${title}</h1>
<p><strong>This page quotes the transcripts in full</strong>: handle it as you handle them.</p>
<p>${counted(study.transcripts.length, 'transcript')}, ${counted(notes.segments.length, 'coded segment')}. Coders: ${study.coders.map(({ name, kind }) => escape(kind === 'model' ? `${name} (model)` : name)).join(', ') || 'none'}</p>
<p>Underlined words are coded; the tag at the end of a segment names its code and coder. Where segments overlap, the line has the colour of the shortest. * marks a memo, which stands below the transcript.</p>
${notes.leftOut.length > 0 ? `<ul>${notes.leftOut.map((message) => `<li>${escape(message)}</li>`).join('')}</ul>` : ''}
<h2>Codebook</h2>
${codeList(codes, null, notes)}
${study.transcripts.map((transcript) => transcriptHtml(transcript, notes)).join('\n')}
</body>
</html>
`;
}

function codeList(codes: readonly Code[], parent: string | null, notes: StudyNotes): string {
  const level = codes.filter((code) => (code.parent?.toLowerCase() ?? null) === parent);
  if (level.length === 0) return '';
  const items = level.map((code) => {
    const uses = notes.segments.filter((segment) => segment.code === code).length;
    const chip = `<span class="chip" style="background:${escape(code.colour)}"></span>`;
    const memos = notes.codeMemos
      .filter((memo) => memo.code === code)
      .map(({ memo }) => `<p class="memo">Memo, ${escape(memo.coder.name)}: ${escape(memo.value)}</p>`);
    return `<li>${chip}<strong>${escape(code.name)}</strong> (${uses}) ${escape(code.definition)}${memos.join('')}${codeList(codes, code.id.toLowerCase(), notes)}</li>`;
  });
  return `<ul>${items.join('\n')}</ul>`;
}

function transcriptHtml(transcript: LoadedTranscript, notes: StudyNotes): string {
  const segments = notes.segments.filter((segment) => segment.transcript === transcript);
  const stretches = notes.stretchMemos.filter((memo) => memo.transcript === transcript);
  const memos = [
    ...segments.flatMap(({ memos, range, code }) => memos.map((memo) => ({ range, memo, about: `${code.name}: ` }))),
    ...stretches.map(({ range, memo }) => ({ range, memo, about: '' })),
  ];
  const list = memos.map(
    ({ range, memo, about }) =>
      `<li class="memo">${escape(about)}“${escape(shorten(transcript.text, range))}” – ${escape(memo.coder.name)}: ${escape(memo.value)}</li>`,
  );
  return `<section>
<h2>${escape(transcript.path)}</h2>
<div class="text" dir="auto">${codedText(transcript.text, segments)}</div>
${list.length > 0 ? `<h3>Memos</h3>\n<ul>${list.join('\n')}</ul>` : ''}
</section>`;
}

/** The text cut at every edge of a segment; each piece is marked with the innermost of its codes, and each end is named. */
function codedText(text: string, segments: readonly CodedSegment[]): string {
  const cuts = [...new Set([0, text.length, ...segments.flatMap(({ range }) => [range.start, range.end])])].sort(
    (a, b) => a - b,
  );
  const endings = new Map<number, CodedSegment[]>();
  for (const segment of segments) endings.set(segment.range.end, [...(endings.get(segment.range.end) ?? []), segment]);
  const starting = segments.toSorted((a, b) => a.range.start - b.range.start);
  let open: CodedSegment[] = [];
  let next = 0;
  const pieces = cuts.slice(0, -1).map((from, i) => {
    const to = cuts[i + 1]!;
    open = open.filter(({ range }) => range.end > from);
    while (next < starting.length && starting[next]!.range.start <= from) open.push(starting[next++]!);
    const tags = (endings.get(to) ?? []).map(tag).join('');
    const words = escape(text.slice(from, to));
    const inner = open.reduce<CodedSegment | undefined>(
      (so, one) => (so && length(so) <= length(one) ? so : one),
      undefined,
    );
    if (!inner) return words + tags;
    const names = open.map(({ code, coder }) => `${code.name} (${coder.name})`).join(', ');
    return `<mark title="${escape(names)}" style="border-color:${escape(inner.code.colour)}">${words}</mark>${tags}`;
  });
  return pieces.join('');
}

function tag({ code, coder, memos, decisions }: CodedSegment): string {
  const marks = [...(coder.kind === 'model' ? ['model'] : []), ...(decisions ? [decisionText(decisions)] : [])];
  const by = marks.length > 0 ? `${coder.name} (${marks.join(', ')})` : coder.name;
  const note = memos.length > 0 ? ' *' : '';
  return `<span class="tag" style="border-color:${escape(code.colour)}">${escape(code.name)} · ${escape(by)}${note}</span>`;
}

function length({ range }: { readonly range: RangeUtf16 }): number {
  return range.end - range.start;
}

function shorten(text: string, { start, end }: RangeUtf16): string {
  const points = [...text.slice(start, end)];
  return points.length <= 80 ? points.join('') : `${points.slice(0, 79).join('')}…`;
}
