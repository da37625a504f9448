import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { ownFolder } from "../../runtime/commands/ownFolder.ts"
import { temporaryFolder } from "../acceptance/ablate.ts"

const folderOf = (root: string, file: string) =>
  Effect.runPromise(
    ownFolder(join(root, ".ablate"), "reports", { name: "study", file: join(root, file) }).pipe(
      Effect.provide(NodeServices.layer),
    ),
  )

describe("the folder of a report", () => {
  it("is of one file, also where two have one name, and also after the project has moved", async () => {
    const root = temporaryFolder()
    const first = join(root, ".ablate/reports/study")
    expect(await folderOf(root, "lung/study.ts")).toBe(first)
    expect(readFileSync(join(first, "source.txt"), "utf8")).toBe("lung/study.ts\n")
    const second = await folderOf(root, "brain/study.ts")
    expect(second).toMatch(/\/reports\/study-[0-9a-f]{6}$/)
    const third = await folderOf(root, "breast/study.ts")
    expect(new Set([first, second, third]).size).toBe(3)
    const moved = join(temporaryFolder(), "moved")
    cpSync(root, moved, { recursive: true })
    for (const [file, folder] of [
      ["lung/study.ts", first],
      ["brain/study.ts", second],
      ["breast/study.ts", third],
    ] as const) {
      expect(await folderOf(root, file)).toBe(folder)
      expect(await folderOf(moved, file)).toBe(folder.replace(root, moved))
    }
  })

  it("is of one file where several ask at once, and leaves nothing else there", async () => {
    const root = temporaryFolder()
    const files = Array.from({ length: 16 }, (_, index) => `${index}/study.ts`)
    const folders = await Promise.all(files.map((file) => folderOf(root, file)))
    expect(new Set(folders).size).toBe(files.length)
    for (const folder of folders) expect(readdirSync(folder)).toEqual(["source.txt"])
  })

  it("that an earlier version drew is the first file's that asks", async () => {
    const root = temporaryFolder()
    mkdirSync(join(root, ".ablate/reports/study"), { recursive: true })
    expect(await folderOf(root, "lung/study.ts")).toBe(join(root, ".ablate/reports/study"))
    expect(await folderOf(root, "brain/study.ts")).not.toBe(join(root, ".ablate/reports/study"))
  })
})
