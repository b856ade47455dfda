/**
 * Marks above and below letters of Latin, Greek and Cyrillic, variation selectors, and the points of Hebrew, Arabic and
 * Syriac, which are written or left out as one likes. Not the vowel signs of Devanagari, Thai and their kin, nor the
 * voicing marks of Kana: without them other words stand there (राम and रमा, が and か).
 */
const optionalMarks =
  /[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]|(?=\p{M})[\p{scx=Hebr}\p{scx=Arab}\p{scx=Syrc}]/gu;

/** A text as it is compared where accents do not count; composed (NFC), so that Hangul stays in syllables. */
export function withoutMarks(text: string): string {
  return text.normalize('NFD').replace(optionalMarks, '').normalize('NFC');
}
