import path from 'node:path';
/** The rig's folder. */
export const rigDir = path.join(import.meta.dirname);
