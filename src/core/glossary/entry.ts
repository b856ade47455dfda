/** A word of the trade, as both trades use it. */
export interface GlossaryEntry {
  /** As the panels write it. */
  readonly term: string;
  /** What people who build models say for it. */
  readonly developer: string;
  /** What clinicians and social scientists call the same thing, or the nearest they have; says so where it is only near. */
  readonly clinician: string;
  /** In one to three sentences, without other words of the trade left unexplained. */
  readonly explanation: string;
  /** What is often misunderstood, or what it must not be used for. */
  readonly caveat: string;
  /** Where to read on: authors, year, title or number. */
  readonly source: string;
  /** Terms of other entries. */
  readonly see: readonly string[];
}
