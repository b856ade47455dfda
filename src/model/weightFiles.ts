import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { OverlayOptions } from '../core/onnx/overlay';

/**
 * Where the weights of an ONNX file really lie. Hugging Face's cache holds links to files with other names in another
 * folder; onnxruntime looks for the weights of an overlay in one folder, and refuses what a link leads out of it.
 */
export class WeightFiles implements OverlayOptions {
  /** Absolute; what the runtime is told to look in. */
  readonly folder: string;
  /** Of the file itself, in `folder`. */
  readonly location: string;

  /** @param file that is there */
  constructor(private readonly file: string) {
    const real = realpathSync(file);
    this.folder = path.dirname(real);
    this.location = path.basename(real);
  }

  /** The path of what the file, or an overlay of it, refers to as `location`. */
  pathOf(location: string): string {
    const beside = path.join(path.dirname(this.file), location);
    return existsSync(beside) ? beside : path.join(this.folder, location);
  }

  /** `location` as an overlay must name it, relative to `folder`. */
  relocate(location: string): string {
    const beside = path.join(path.dirname(this.file), location);
    if (!existsSync(beside)) return location;
    const real = path.relative(this.folder, realpathSync(beside));
    return real === path.normalize(location) ? location : real.split(path.sep).join('/');
  }
}
