import { Emitter } from '../emitter';

/**
 * Tells the absolute path of each file of a study that this process has put in place. On Linux VS Code's watcher
 * overlooks files in folders that were made one inside the other a moment before, as for a transcript's first coding.
 */
export const studyWrites = new Emitter<string>();
