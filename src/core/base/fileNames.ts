/** Device names of Windows, whatever comes after a dot. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;
/** What a name may have on all common disks, in bytes of UTF-8. */
const maxBytes = 255;
/** `.`, a UUID and `.tmp`: what a file is called while it is written. */
const temporaryBytes = 41;
/** `-9999`, where the name is taken. */
const numberBytes = 5;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A name's beginning that is short enough before its ending; no character is cut in two. */
export function fitStem(stem: string, ending: string, maxCharacters = Infinity): string {
  const encoder = new TextEncoder();
  let room = maxBytes - temporaryBytes - numberBytes - encoder.encode(ending).length;
  let characters = 0;
  for (const { segment, index } of segmenter.segment(stem)) {
    room -= encoder.encode(segment).length;
    if (room < 0 || ++characters > maxCharacters) return stem.slice(0, index);
  }
  return stem;
}

/** The name, with `mark` where Windows would take it for a device. */
export function withoutDevice(name: string, mark: string): string {
  return name.replace(devices, `$1${mark}`);
}
