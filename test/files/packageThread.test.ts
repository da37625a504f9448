import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { expect, it } from "vitest"
import { temporaryFolder } from "../acceptance/ablate.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

it("reads TypeScript in a package among node_modules, where Node by itself reads none", () => {
  const folder = join(temporaryFolder(), "node_modules", "ablate-mri")
  for (const file of ["bin/register.js", "runtime/files/packageThread.ts"]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(root, file), join(folder, file))
  }
  writeFileSync(join(folder, "thread.ts"), `const word: string = "read"\nconsole.log(word)\n`)
  const start = `const { packageThread } = await import("./runtime/files/packageThread.ts")
packageThread(new URL(${JSON.stringify(pathToFileURL(join(folder, "thread.ts")).href)}), {})`
  const flags = ["--import", "./bin/register.js", "--input-type=module", "--eval", start]
  expect(execFileSync(process.execPath, flags, { cwd: folder, encoding: "utf8" })).toBe("read\n")
})
