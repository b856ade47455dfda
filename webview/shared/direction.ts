/** Of a letter of a writing that runs from right to left. */
export const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** By the first letter, as `dir="auto"` has it, which takes the browser many seconds for thousands of words. */
export function directionOf(text: string): 'ltr' | 'rtl' {
  return rightToLeft.test(/\p{L}/u.exec(text)?.[0] ?? '') ? 'rtl' : 'ltr';
}
