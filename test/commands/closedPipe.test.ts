import { expect, it } from "vitest"
import { outliveReader } from "../../runtime/commands/closedPipe.ts"

it("the output is listened to once, however many files are run", () => {
  const before = process.stdout.listenerCount("error")
  for (let file = 0; file < 20; file++) outliveReader()
  expect(process.stdout.listenerCount("error")).toBeLessThanOrEqual(before + 1)
})
