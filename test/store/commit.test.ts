import { spawnSync } from "node:child_process"
import { chownSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { readDiff } from "../../runtime/store/commit.ts"

const git = (folder: string, ...args: readonly string[]) => {
  const options = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
  const { status, stdout } = spawnSync("git", [...options, ...args], {
    cwd: folder,
    encoding: "utf8",
  })
  expect(status).toBe(0)
  return stdout
}

const diffOf = (folder: string) =>
  Effect.runPromise(readDiff(folder).pipe(Effect.provide(NodeServices.layer)))

it("a dirty tree's patch, applied to its commit, gives its code: new files included", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ablate-commit-"))
  git(folder, "init", "--quiet")
  writeFileSync(join(folder, "kept.ts"), "export const depth = 1\n")
  writeFileSync(join(folder, ".gitignore"), "ignored.ts\n")
  git(folder, "add", ".")
  git(folder, "commit", "--quiet", "-m", "first")
  expect(await diffOf(folder)).toBe("")

  mkdirSync(join(folder, "new folder"))
  const files = {
    "kept.ts": "export const depth = 2\n",
    "new folder/mask é.ts": "export const ratio = 0.5",
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, "ignored.ts"), "no\n")
  for (const name of ["scan.nii.gz", "report.json"]) writeFileSync(join(folder, name), "data")
  const patch = await diffOf(join(folder, "new folder"))

  // Whatever a user has set, and whoever owns the folder.
  for (const [name, value] of [
    ["diff.external", "true"],
    ["color.ui", "always"],
    ["diff.noprefix", "true"],
    ["diff.mnemonicPrefix", "true"],
    ["diff.relative", "true"],
    ["diff.context", "0"],
    ["status.showUntrackedFiles", "no"],
  ] as const)
    git(folder, "config", name, value)
  expect(await diffOf(join(folder, "new folder"))).toBe(patch)

  const copy = mkdtempSync(join(tmpdir(), "ablate-commit-"))
  git(copy, "clone", "--quiet", folder, ".")
  writeFileSync(join(copy, "all.patch"), patch)
  git(copy, "apply", "all.patch")
  for (const [name, text] of Object.entries(files))
    expect(readFileSync(join(copy, name), "utf8")).toBe(text)
  for (const name of ["ignored.ts", "scan.nii", "report.json"]) expect(patch).not.toContain(name)
})

it.skipIf(process.getuid?.() !== 0)(
  "is there also where another user owns the folder",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "ablate-commit-"))
    git(folder, "init", "--quiet")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "first")
    writeFileSync(join(folder, "mask.ts"), "export const ratio = 0.5\n")
    for (const path of [folder, join(folder, ".git")]) chownSync(path, 12_345, 12_345)
    expect(await diffOf(folder)).toContain("+export const ratio = 0.5")
  },
)

it("is empty outside a repository", async () => {
  expect(await diffOf(mkdtempSync(join(tmpdir(), "ablate-commit-")))).toBe("")
})
