import { describe, expect, it } from "vitest"
import { nameFaults } from "../../dsl/alikeNames.ts"
import { adam, experiment, grid, mae, phantom, scratch, table, vit } from "../../dsl/index.ts"
import { targetFaults } from "../../dsl/studyFaults.ts"

const whats = (...names: readonly string[]) =>
  nameFaults("arms", names, "study").map(({ what }) => what)

describe("names of arms", () => {
  it("that are empty, or have what is not seen, are told", () => {
    expect(whats("", "b")).toEqual(['one of the arms has an empty name, ""'])
    expect(whats("\u200b")).toEqual(['one of the arms has an empty name, "<U+200B>"'])
    expect(whats(" a")).toEqual([expect.stringContaining('" a" of the arms has blanks')])
    expect(whats("a\nb")).toEqual([expect.stringContaining("line ends that are not seen")])
  })

  it.each([
    ["a", "a "],
    ["\u00fc", "u\u0308"],
    ["MAE", "MAE\u200b"],
    ["two words", "two\u00a0words"],
  ])("%j and %j look the same", (one, other) => {
    expect(whats(one, other, "c")).toEqual([expect.stringContaining("look the same")])
  })

  it("of any script, in any form, alone or by capitals apart, are names", () => {
    expect(
      whats("mae", "MAE", "u\u0308ber", "\u5bf9\u7167", "\u{1f468}\u200d\u{1f52c}", "w/o PBT"),
    ).toEqual([])
  })

  it("are told of a table, and of values whose name is empty and that take the study's", () => {
    const base = experiment({
      name: "tiny",
      dataset: phantom({ size: 24, subjects: 8, split: { test: 3, seed: 0 } }),
      encoder: vit({ crop: 16, patch: 4, width: 24, depth: 4, heads: 4 }),
      pretraining: mae({ epochs: 1, batch: 2, optimizer: adam({ lr: 1e-3 }) }),
      tasks: {},
      seeds: [0],
    })
    const study = grid(base, { pretraining: { "": scratch(), "b ": base.pretraining } })
    const found = targetFaults(table({ name: "t", study, columns: ["pretraining.mse"] }))
    expect(found.map(({ what, where }) => [what, where.field])).toEqual([
      ['the name "b " of the arms has blanks or line ends that are not seen', "study"],
      ['one of the values of factor "pretraining" has an empty name, ""', "factor pretraining"],
    ])
  })
})
