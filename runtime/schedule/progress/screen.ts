/** Where progress is written: standard output, or what stands in for it. */
export interface Screen {
  readonly write: (text: string) => unknown
  /** Width in characters, if it is a terminal. */
  readonly columns?: number | undefined
  /** Height in lines, if it is a terminal. */
  readonly rows?: number | undefined
  readonly isTTY?: boolean | undefined
}
