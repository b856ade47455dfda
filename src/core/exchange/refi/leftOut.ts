import { counted } from '../counted';
import type { ImportWarning } from '../import/imported';
import { child, childrenOf, type XmlElement } from '../xml';
import type { StoredText } from './projectFile';

type Words = readonly [one: string, several: string];

const mediaKinds: Readonly<Record<string, Words>> = {
  PDFSource: ['PDF source', 'PDF sources'],
  AudioSource: ['audio source', 'audio sources'],
  VideoSource: ['video source', 'video sources'],
  PictureSource: ['picture', 'pictures'],
};

const otherKinds: Readonly<Record<string, Words>> = {
  Variables: ['variable', 'variables'],
  Cases: ['case', 'cases'],
  Links: ['link', 'links'],
  Sets: ['set', 'sets'],
  Graphs: ['graph', 'graphs'],
};

/** What of a project has no place in a study, counted by kind. */
export function leftOut(project: XmlElement): ImportWarning[] {
  const sources = child(project, 'Sources');
  const media = Object.entries(mediaKinds).flatMap(([kind, words]) => {
    const found = childrenOf(sources, kind);
    const codings = found.reduce((sum, source) => sum + countCodings(source), 0);
    const transcripts = found
      .filter(isRecording)
      .reduce((sum, source) => sum + childrenOf(source, 'Transcript').length, 0);
    if (found.length === 0) return [];
    const [on, their] = found.length === 1 ? ['the recording', 'its'] : ['the recordings', 'their'];
    const told = transcripts === 0 ? 'them' : `${on}; ${their} text is read (${counted(transcripts, 'transcript')})`;
    return [`${counted(found.length, ...words)} left out, with ${counted(codings, 'coding')} on ${told}.`];
  });
  const others = Object.entries(otherKinds).flatMap(([kind, words]) => {
    const n = child(project, kind)?.children.length ?? 0;
    return n === 0 ? [] : [`${counted(n, ...words)} left out.`];
  });
  return [...media, ...others].map((message) => ({ place: null, message }));
}

/** Whether a source may have transcripts, which are texts of their own. */
export function isRecording({ name }: XmlElement): boolean {
  return name === 'AudioSource' || name === 'VideoSource';
}

/** A text source, or a transcript of a recording, whose text cannot be had. */
export function absentSource(
  element: XmlElement,
  missing: Extract<StoredText, { missing: string }>['missing'],
): ImportWarning {
  const why = {
    noText: 'it has formatted text only',
    outside: 'its text is kept outside the file',
    absent: 'its text is not in the file',
  }[missing];
  const codings = counted(countCodings(element), 'coding');
  const what = element.name === 'Transcript' ? 'A transcript of a recording' : 'A text source';
  return { place: `line ${element.line}`, message: `${what} is left out, since ${why}; with it, ${codings}.` };
}

/** Without those on transcripts of it. */
function countCodings(element: XmlElement): number {
  const own = element.children.filter(({ name }) => name !== 'Transcript');
  return own.reduce((sum, one) => sum + Number(one.name === 'Coding') + countCodings(one), 0);
}
