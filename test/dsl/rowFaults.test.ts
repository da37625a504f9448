import { describe, expect, it } from "vitest"
import {
  arms,
  bootstrap,
  mae,
  scratch,
  significant,
  table,
  vary,
  type Table,
} from "../../dsl/index.ts"
import { stubColumns } from "../../dsl/stub.ts"
import { targetFaults } from "../../dsl/studyFaults.ts"
import { base } from "../reports/study.ts"

const methods = { Scratch: { pretraining: scratch() }, MAE: {} }
const other = { ...base, name: "other" }
const sound = table({
  name: "t",
  blocks: { one: arms(base, methods), two: arms(other, methods) },
  columns: ["glioma.dice.*"],
})
const told = (changes: Partial<Table>) =>
  targetFaults({ ...sound, ...changes }).map(({ what }) => what)
const titled = (titles: object): Partial<Table> => ({
  blocks: sound.blocks.slice(0, 1).map((block) => ({ ...block, titles })),
})
const row = (arm: string) => ({ arm, label: arm })

describe("faults of a table's rows", () => {
  it("finds none in a sound table", () => {
    expect(targetFaults(sound)).toEqual([])
  })

  it.each([
    [{ rows: [[row("MEA")]] }, 'table t has a row "MEA", which is no arm'],
    [{ rows: [[row("MAE")], [row("MAE")]] }, 'table t has the row "MAE" twice'],
    [{ against: "MEA" }, 'table t takes differences to "MEA", which is no arm'],
    [{ show: [] }, "cells of table t show nothing"],
    [{ show: ["mean", "delta"] as const }, "table t shows differences to no row"],
    [{ show: ["mean", "p"] as const }, "table t shows the p of no test"],
    [{ show: ["mean", "interval"] as const }, "table t shows intervals of no bootstrap"],
    [
      { populations: "several", show: ["mean", "rank"] } as const,
      "table t holds arms with different test subjects, and shows their places",
    ],
    [
      { populations: "several", show: ["mean", "delta"], against: "MAE" } as const,
      "table t holds arms with different test subjects, and shows differences between them",
    ],
    [{ rows: [] }, "table t has no rows"],
    // What `any` hides from the compiler.
    [JSON.parse('{ "landscape": "yes" }'), 'table t: landscape is "yes"'],
    [JSON.parse('{ "transpose": 1 }'), "table t: transpose is 1"],
    [JSON.parse('{ "caption": 3 }'), "table t: caption is 3"],
    [JSON.parse('{ "stub": [{ "heading": "A" }] }'), "table t: stub.0.field is null"],
    [JSON.parse('{ "rows": [[{ "arm": "MAE", "label": 3 }]] }'), "table t: rows.MAE is 3"],
    [JSON.parse('{ "compare": "MAE" }'), 'table t: compare is "MAE"'],
    [JSON.parse('{ "published": { "draw": "both" } }'), "table t: published.from is null"],
    [{ show: JSON.parse('["mean", "sd"]') }, 'table t: show.1 is "sd"'],
    [{ best: JSON.parse('"row"') }, 'table t: best is "row"'],
    [{ digits: { dice: -1 } }, "table t: digits.dice is -1"],
    [{ digits: { dcie: 1 } }, 'table t has no metric "dcie"'],
    [titled({ metric: {} }), 'titles.one of table t has no field "metric"'],
    [
      titled({ metrics: { dcie: "Dice" } }),
      'table t gives a title to what no arm has among its metrics: "dcie"',
    ],
    [
      titled({ regions: { TW: "whole" } }),
      'table t gives a title to what no arm has among its regions: "TW"',
    ],
    [{ interval: bootstrap({ level: 95 }) }, "table t: interval.level is 95"],
    [{ interval: bootstrap({ samples: 10 }) }, "table t: interval.samples is 10"],
    [{ boldIf: significant({ test: "t", level: NaN }) }, "table t: boldIf.level is NaN"],
    [{ blocks: [] }, "table t has no study"],
    [
      { stub: [{ heading: "x", field: "pretraining.msk" }] },
      'column "x" of table t reads pretraining.msk, which no arm has',
    ],
    [
      { stub: [{ heading: "x", field: "seeds", ticks: { ninth: 9 } }] },
      'column "x ninth" of table t is ticked for no arm',
    ],
    [
      { blocks: sound.blocks.map((block) => ({ ...block, absent: { MAE: "why" } })) },
      'table t says why block one lacks "MAE", which it has',
    ],
  ])("tells of %j", (changes, expected) => {
    expect(told(changes)).toContain(expected)
  })

  it("takes decimals and titles of what arms have, and says which there are", () => {
    const names = {
      tasks: { glioma: "Glioma" },
      metrics: { dice: "DSC" },
      regions: { WT: "whole" },
    }
    expect(told({ ...titled(names), digits: { dice: 1 } })).toEqual([])
    expect(targetFaults({ ...sound, digits: { dcie: 1 } })).toEqual([
      expect.objectContaining({
        where: { field: "digits.dcie" },
        expected: expect.stringMatching(/^one of dice/),
        hint: 'did you mean "dice"?',
      }),
    ])
  })

  it("prints what an arm sets, not its name", () => {
    const { blocks, stub } = table({
      name: "t",
      study: arms(base, { Scratch: { pretraining: scratch() }, longer: { "encoder.depth": 24 } }),
      columns: ["glioma.dice.WT"],
      stub: [
        { heading: "Depth", field: "encoder.depth" },
        { heading: "Pre-training", field: "pretraining" },
        { heading: "Heads", field: "encoder.heads" },
      ],
    })
    const columns = stub.flatMap(stubColumns)
    const rows = blocks.flatMap(({ study }) =>
      study.arms.map((arm) => columns.map(({ valueOf }) => valueOf(arm, arm.name))),
    )
    expect(rows).toEqual([
      ["2", "Scratch", "2"],
      ["24", "mae", "2"],
    ])
  })

  it("tells of an arm that is ticked in one block and not in another", () => {
    const longer = mae({ epochs: 2, batch: 1, optimizer: base.pretraining.optimizer })
    const faults = targetFaults(
      table({
        name: "t",
        blocks: {
          one: arms(base, vary("pretraining", { A: scratch(), B: longer })),
          two: arms(other, vary("pretraining", { A: longer, B: scratch() })),
        },
        columns: ["glioma.dice.WT"],
        stub: [{ heading: "Pre-train", field: "pretraining", unless: scratch() }],
      }),
    )
    expect(faults.map(({ what }) => what)).toContain(
      'column "Pre-train" of table t says two things of "A": not ticked in block one, ticked in block two',
    )
  })
})
