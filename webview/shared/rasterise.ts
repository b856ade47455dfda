import { withResolution } from '../../src/core/figures/png';

const printDotsPerInch = 300;
/** Dots across: a page's text width (170 mm). */
const printWidthPx = Math.round((170 / 25.4) * printDotsPerInch);

/**
 * An SVG file as a PNG at print size, on white, which says that size.
 * @param svg with width and height, without references to anything outside it
 * @throws Error where the browser cannot draw it
 */
export async function rasterise(svg: string, widthPx = printWidthPx): Promise<Uint8Array> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.max(1, widthPx / image.naturalWidth);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('No canvas to draw on.');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (!blob) throw new Error('The picture is too large for a PNG.');
  const dotsPerInch = printDotsPerInch * (canvas.width / printWidthPx);
  return withResolution(new Uint8Array(await blob.arrayBuffer()), dotsPerInch);
}
