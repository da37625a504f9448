import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { evaluate } from "../../../runtime/check/evaluate/evaluate.ts"

/** What evaluating a file came to. */
const answer = async (code: string) => {
  const file = join(mkdtempSync(join(tmpdir(), "thrown-")), "study.ts")
  writeFileSync(file, `${code}export const results = []\n`)
  const { answer: said } = await Effect.runPromise(evaluate(file, 0, false))
  return said()
}

it("says what a file threw that is no Error, and in which line", { timeout: 120_000 }, async () => {
  expect(
    await answer(
      'const f = () => {\n  throw "no data"\n}\ntry {\n  throw "other"\n} catch {}\nf()\n',
    ),
  ).toMatchObject({
    event: "threw",
    what: "'no data' was thrown, which is no Error",
    position: { line: 2, column: 3 },
  })
  expect(
    await answer("const why = { code: 4 } as const\n\nif (why.code === 4) throw { code: 4 }\n"),
  ).toMatchObject({
    what: "{ code: 4 } was thrown, which is no Error",
    position: { line: 3, column: 21 },
  })
  // An Error that was made elsewhere tells its own line.
  expect(await answer('const why = new RangeError("far")\n\nthrow why\n')).toMatchObject({
    what: "RangeError: far",
    position: { line: 1 },
  })
})
