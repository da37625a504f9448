import { Effect, type Scope } from "effect"
import type { Screen } from "./screen.ts"

const hideCursor = "\u001b[?25l"
const showCursor = "\u001b[?25h"
const clearToEnd = "\u001b[0J"
const cursorUp = (lines: number) => (lines === 0 ? "" : `\u001b[${lines}A\r`)

/** Writes lines that last above a block of lines that is drawn over. */
export type DrawBlock = (lasting: readonly string[], live: readonly string[]) => void

/** A block at the end of a terminal; the cursor is hidden until the scope closes. */
export const block = (screen: Screen): Effect.Effect<DrawBlock, never, Scope.Scope> => {
  let drawn = 0
  const draw: DrawBlock = (lasting, live) => {
    // A line as wide as the terminal would wrap, and the block could not be drawn over.
    const width = Math.max(20, screen.columns ?? 80) - 1
    const lines = live.map((line) => line.slice(0, width))
    const text = [...lasting, ...lines].map((line) => `${line}\n`).join("")
    screen.write(`${cursorUp(drawn)}${clearToEnd}${text}`)
    drawn = lines.length
  }
  return Effect.acquireRelease(
    Effect.sync(() => {
      screen.write(hideCursor)
      return draw
    }),
    () => Effect.sync(() => screen.write(showCursor)),
  )
}
