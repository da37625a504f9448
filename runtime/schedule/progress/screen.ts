/** Where progress is written: standard output, or what stands in for it. */
export interface Screen {
  readonly write: (text: string) => unknown
  /** Width in characters, if it is a terminal. */
  readonly columns?: number | undefined
  readonly isTTY?: boolean | undefined
}
