import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { rooms } from "../rooms.ts"

const root = join(import.meta.dirname, "..")
const names = Object.keys(rooms)

describe("the rooms of the runtime", () => {
  it("are its folders, and no file lies beside them", () => {
    expect(names.toSorted()).toEqual(readdirSync(join(root, "runtime")).toSorted())
  })

  it("import lower ones alone", () => {
    const up = names.flatMap((room, place) =>
      (rooms[room] ?? []).filter((below) => names.indexOf(below) >= place).map((to) => [room, to]),
    )
    expect(up).toEqual([])
  })

  it("are in the order of the picture that CONTRIBUTING.md draws", () => {
    const page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8")
    const [, picture = ""] = /from the ground up[^]*?```\n([^]*?)```/.exec(page) ?? []
    const drawn = picture.split("\n").flatMap((line) => (line.split("   ")[0] ?? "").split(/ +/))
    expect(drawn.filter((word) => word !== "")).toEqual(names)
  })
})
