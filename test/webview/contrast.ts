import type { Locator } from 'playwright-core';

/**
 * How far the words of a part of a component stand out from what they are painted on, 1 to 21, in the state that it is in.
 * @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export function contrastOf(component: Locator, part: string): Promise<number> {
  return component.evaluate((element, selector) => {
    const style = getComputedStyle(element.shadowRoot!.querySelector(selector)!);
    const page = getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-background');
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    // One over the other: backgrounds may let the page through.
    const luminance = (...colours: string[]): number => {
      for (const colour of colours) {
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
      }
      const [red = 0, green = 0, blue = 0] = Array.from(context.getImageData(0, 0, 1, 1).data, (value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = luminance(page, style.backgroundColor);
    const words = luminance(page, style.backgroundColor, style.color);
    return (Math.max(ground, words) + 0.05) / (Math.min(ground, words) + 0.05);
  }, part);
}
