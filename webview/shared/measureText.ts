/** Width of letters of `size` CSS pixels in the face that pictures for print have; without a canvas, about that. */
export function textMeasure(size: number): (text: string) => number {
  const context = typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1).getContext('2d');
  if (context) context.font = `${size}px Helvetica, Arial, sans-serif`;
  return (text) => context?.measureText(text).width ?? Array.from(text).length * size * 0.55;
}
