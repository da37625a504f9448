import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { afterEach, expect, it } from "vitest"
import { evaluate } from "../../../runtime/check/evaluate/evaluate.ts"

const file = fileURLToPath(new URL("../../acceptance/tiny.ts", import.meta.url))
const own = process.env["TMPDIR"]
afterEach(() => {
  if (own === undefined) delete process.env["TMPDIR"]
  else process.env["TMPDIR"] = own
})

it("says which folder for temporary files cannot be written, and what to do", async () => {
  process.env["TMPDIR"] = "/proc/nowhere"
  const { faults } = await Effect.runPromise(Effect.flip(evaluate(file, 0, false)))
  expect(faults).toMatchObject([
    {
      what: expect.stringContaining("cannot make a temporary folder"),
      where: { file: "/proc/nowhere" },
      hint: "name one: TMPDIR=FOLDER",
    },
  ])
})
