import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { ablate, temporaryFolder } from "./ablate.ts"

it("trains where nobody is held out, and says why nothing is measured", async () => {
  const folder = temporaryFolder()
  const text = readFileSync(join(import.meta.dirname, "small.ts"), "utf8")
  const split = /split: \{ test: \d+/
  expect(text).toMatch(split)
  writeFileSync(join(folder, "all.ts"), text.replace(split, "split: { test: 0"))
  const trained = await ablate(["run", "all.ts", "--only", "pretrain,finetune"], folder)
  expect(trained.stderr).toBe("")
  expect(trained.code).toBe(0)
  const measured = await ablate(["run", "all.ts", "--only", "predict,reconstruct"], folder)
  expect(measured.code).toBe(1)
  expect(measured.stderr).toContain("nobody is held out for the test")
  expect(measured.stderr).toContain("--only pretrain,finetune")
}, 300_000)
