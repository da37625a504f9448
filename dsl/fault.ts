/** Where a fault lies: as much as is known. */
export interface Place {
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** Dotted path of a field of the experiment, such as `tasks.glioma.regions.0`. */
  readonly field?: string
  /** Identifier of a subject of the data set. */
  readonly subject?: string
}

/** One thing that is wrong, said so that the reader can mend it. */
export interface Fault {
  /** What is wrong, with the offending value. */
  readonly what: string
  readonly where: Place
  /** What was expected instead. */
  readonly expected?: string
  /** What to do about it. */
  readonly mend?: string
}
