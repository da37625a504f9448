import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { expect, it } from "vitest"
import { openSource } from "../../runtime/check/source.ts"
import { typeFaults } from "../../runtime/check/typeFaults.ts"

it("the page on experiments compiles, read as one file", { timeout: 120_000 }, () => {
  const page = readFileSync("docs/experiments.md", "utf8")
  const code = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, block]) => block).join("\n")
  expect(code).toContain("export const")
  expect(typeFaults(openSource(resolve("experiments/page.ts"), code))).toEqual([])
})
