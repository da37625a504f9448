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

  it("are all in the picture that CONTRIBUTING.md draws", () => {
    const picture = readFileSync(join(root, "CONTRIBUTING.md"), "utf8")
    expect(names.filter((room) => !picture.includes(room))).toEqual([])
  })
})
