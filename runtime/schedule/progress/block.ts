import { Effect, type Scope } from "effect"
import { fitted, printable } from "../../units/printable.ts"

/** Where progress is written: standard output, or what stands in for it. */
export interface Screen {
  readonly write: (text: string) => unknown
  /** Width in characters, if it is a terminal. */
  readonly columns?: number | undefined
  /** Height in lines, if it is a terminal. */
  readonly rows?: number | undefined
  readonly isTTY?: boolean | undefined
}

const hideCursor = "\u001b[?25l"
const showCursor = "\u001b[?25h"
const clearToEnd = "\u001b[0J"
const cursorUp = (lines: number) => (lines === 0 ? "" : `\u001b[${lines}A\r`)

/**
 * Writes lines that last above a block of lines that is drawn over; of a block that is higher than the
 * terminal, the last `kept` lines and as many of the first as there is room for.
 */
export type DrawBlock = (lasting: readonly string[], live: readonly string[], kept?: number) => void

/** As many lines as there is room for, with a word about the others in their place. */
const within = (lines: readonly string[], rows: number, kept: number): readonly string[] => {
  if (lines.length <= rows) return lines
  const first = Math.max(0, rows - kept - 1)
  const hidden = lines.length - first - kept
  return [...lines.slice(0, first), `  ... ${hidden} more`, ...lines.slice(lines.length - kept)]
}

/** A block at the end of a terminal; the cursor is hidden until the scope closes. */
export const block = (screen: Screen): Effect.Effect<DrawBlock, never, Scope.Scope> => {
  let drawn = 0
  const draw: DrawBlock = (lasting, live, kept = 0) => {
    // A line as wide as the terminal would wrap, and the block could not be drawn over; nor could one
    // whose beginning has left the terminal.
    const width = Math.max(20, screen.columns ?? 80) - 1
    const rows = Math.max(3, screen.rows ?? 24) - 1
    const lines = within(live, rows, Math.min(kept, rows - 1)).map((line) =>
      fitted(printable(line), width),
    )
    const text = [...lasting.flatMap((each) => each.split("\n")).map(printable), ...lines]
      .map((line) => `${line}\n`)
      .join("")
    screen.write(`${cursorUp(drawn)}${clearToEnd}${text}`)
    drawn = lines.length
  }
  const show = () => void screen.write(showCursor)
  return Effect.acquireRelease(
    Effect.sync(() => {
      screen.write(hideCursor)
      // Also where the program ends at once.
      process.on("exit", show)
      return draw
    }),
    () =>
      Effect.sync(() => {
        process.off("exit", show)
        show()
      }),
  )
}
