import type { Field } from "../csv.ts"

/** A figure as drawn: SVG for the page, PNG for papers and slides. */
export interface DrawnFigure {
  readonly name: string
  readonly caption: string
  /** What the picture shows, for a reader who does not see it. */
  readonly description: string
  /** How the picture is to be read: windows, colours, averages. */
  readonly notes: readonly string[]
  readonly svg: string
  readonly png: Uint8Array
  /** The figure of which it is a panel, drawn beside it. */
  readonly panelOf?: string
  /** The numbers behind it, the heads of the columns first. */
  readonly records?: readonly (readonly Field[])[]
}
