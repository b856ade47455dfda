// Loaded before every mocha run: property tests draw the same cases each time, so that a failure can be run again.
import fc from 'fast-check';

fc.configureGlobal({ seed: 20_261_123 });
