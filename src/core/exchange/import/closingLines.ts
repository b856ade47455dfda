/** What programs write below the last words, each line whole. */
const closing = [
  /^Transcribed by https:\/\/otter\.ai$/,
  /^This editable transcript was computer generated and might contain errors\.(?: People can also change the text after it was created\.)?$/,
  /^Transcription ended after \d{1,2}:\d\d:\d\d$/,
];

/** The text without the last lines by which Otter and Google Meet say who made it, and how many these were. */
export function withoutClosingLines(text: string): { readonly text: string; readonly left: number } {
  const lines = text.trimEnd().split('\n');
  let end = lines.length;
  let left = 0;
  while (end > 0 && (lines[end - 1]!.trim() === '' || closing.some((line) => line.test(lines[end - 1]!.trim())))) {
    if (lines[--end]!.trim() !== '') left++;
  }
  return left === 0 ? { text, left } : { text: `${lines.slice(0, end).join('\n')}\n`, left };
}
