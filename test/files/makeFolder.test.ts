import { existsSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { makeFolder } from "../../runtime/files/makeFolder.ts"
import { temporaryFolder } from "../data/testData.ts"

const around = temporaryFolder()

it("a folder is made with those around it, by two at once too, and stays where it is there", async () => {
  const folder = join(around, "a", "b", "c")
  await Promise.all([makeFolder(folder), makeFolder(folder)])
  await makeFolder(folder)
  expect(statSync(folder).isDirectory()).toBe(true)
})

it("a file in the way is told", async () => {
  const file = join(around, "file")
  writeFileSync(file, "")
  await expect(makeFolder(join(file, "x"))).rejects.toMatchObject({ code: "ENOTDIR" })
  await expect(makeFolder(file)).rejects.toMatchObject({ code: "ENOTDIR" })
})

it.skipIf(!existsSync("/proc/self"))(
  "below /proc, where nothing can be made, it ends",
  async () => {
    await expect(makeFolder("/proc/nowhere/x")).rejects.toMatchObject({ code: "ENOENT" })
  },
)
