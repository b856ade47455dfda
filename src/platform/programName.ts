import { version } from '../../package.json';

/** As reports name it. */
export const programName = `Introspect ${version}`;
