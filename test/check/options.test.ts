import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { unreadOptions } from "../../runtime/check/options.ts"

it.each([
  ['{ "compilerOptions": { "strict": true } }', []],
  ['{\n  "extends": "@tsconfig/not-there/tsconfig.json"\n}', [[2, "not-there"]]],
  ['{ "compilerOptions": { "strickt": true } }', [[1, "Did you mean 'strict'?"]]],
  ['{ "compilerOptions": {,} }', [[1, "expected"]]],
])("tells what of a tsconfig.json does not hold: %s", (text, told) => {
  const folder = mkdtempSync(join(tmpdir(), "options-"))
  writeFileSync(join(folder, "tsconfig.json"), text)
  expect(
    unreadOptions(join(folder, "experiment.ts")).map(({ what, where: { line } }) => [line, what]),
  ).toEqual(told.map(([line, what]) => [line, expect.stringContaining(String(what))]))
})
