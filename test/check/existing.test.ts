import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { existing } from "../../runtime/check/existing.ts"

const folder = mkdtempSync(join(tmpdir(), "existing-"))
mkdirSync(join(folder, "back\\slash"))
for (const name of [
  "study.ts",
  "study.cts",
  "caf\u00e9.ts",
  "a %20#?\n'b.ts",
  "back\\slash/study.ts",
])
  writeFileSync(join(folder, name), "")

const told = (name: string) =>
  Effect.runSync(Effect.flip(existing(join(folder, name)))).faults.map(({ what, hint }) => ({
    what: what.replaceAll(folder, ""),
    hint: (hint ?? "").replaceAll(folder, ""),
  }))

it.each([
  ["another case", "Study.ts", "there is no file /Study.ts", "did you mean /study.ts?"],
  ["no ending", "study", "there is no file /study", "did you mean /study.ts?"],
  ["other code points", "cafe\u0301.ts", "there is no file", "Unicode NFC or NFD"],
  ["no such folder", "x/y.ts", "there is no file", "experiments/quickstart.ts"],
  ["a file as a folder", "study.ts/y.ts", "there is no file", "experiments/quickstart.ts"],
  ["a name too long", `${"x".repeat(400)}.ts`, "there is no file", "experiments/quickstart.ts"],
  ["a folder", "", "is a folder", "name a file in it, such as /"],
  ["what is CommonJS by its name", "study.cts", "is no module that Node loads", "ends in .ts"],
  ["a backslash", "back\\slash/study.ts", "has a backslash", "rename"],
])("tells what lies at the path of an experiment: %s", (_, name, what, hint) => {
  expect(told(name)).toEqual([
    { what: expect.stringContaining(what), hint: expect.stringContaining(hint) },
  ])
})

it.each(["study.ts", "a %20#?\n'b.ts"])("takes a file of any other name: %j", (name) => {
  expect(Effect.runSync(existing(join(folder, name)))).toBe(join(folder, name))
})
