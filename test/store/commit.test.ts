import { spawnSync } from "node:child_process"
import { chownSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { findCommit, readDiff } from "../../runtime/store/commit.ts"

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

const why = (folder: string) =>
  Effect.runPromise(
    Effect.flip(findCommit(folder)).pipe(
      Effect.map((none) => none.why),
      Effect.provide(NodeServices.layer),
    ),
  )

it("no commit is told with its reason: none yet, no repository, or what Git complains of", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ablate-commit-"))
  expect(await why(folder)).toBe("outside a Git repository")
  git(folder, "init", "--quiet")
  expect(await why(folder)).toBe("a Git repository without a commit")
  git(folder, "commit", "--quiet", "--allow-empty", "-m", "first")
  const index = join(folder, ".git/index")
  writeFileSync(index, "no index")
  expect(await why(folder)).toMatch(/^not known, because Git fails: .*index file/)
  writeFileSync(join(folder, ".git/config"), "[core\n")
  expect(await why(folder)).toMatch(/^not known, because Git fails: bad config line 1/)
})

it("without Git no commit is known, and the reason is told", async () => {
  const { PATH } = process.env
  process.env["PATH"] = "/nonexistent"
  try {
    expect(await why(tmpdir())).toBe("not known, because Git is not installed")
  } finally {
    process.env["PATH"] = PATH
  }
})
