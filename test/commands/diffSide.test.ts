import { describe, expect, it } from "vitest"
import { sideName } from "../../runtime/commands/diffSide.ts"

describe("the sides of a comparison", () => {
  const first = sideName("study.ts@v1::MAE")

  it("are a file, a commit and an arm", () => {
    expect(first).toEqual({ text: "study.ts@v1::MAE", file: "study.ts", commit: "v1", arm: "MAE" })
    expect(sideName("study.ts")).toEqual({
      text: "study.ts",
      file: "study.ts",
      commit: null,
      arm: null,
    })
    expect(sideName("study.ts::a::b")).toMatchObject({ arm: "a::b" })
  })

  it.each([
    ["@v2", "study.ts@v2::MAE"],
    ["::M2-MAE", "study.ts@v1::M2-MAE"],
    ["@v2::M2-MAE", "study.ts@v2::M2-MAE"],
    ["other.ts", "other.ts"],
    ["other.ts@v2", "other.ts@v2"],
  ])("what the second, %s, leaves out is the first's: %s", (text, full) => {
    expect(sideName(text, first).text).toBe(full)
  })
})
