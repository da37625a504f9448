import { describe, expect, it } from "vitest"
import { statusOf } from "../../runtime/ledger/status.ts"
import { statusLines } from "../../runtime/ledger/statusLines.ts"
import { inBytes } from "../../runtime/units/bytes.ts"
import { inOrder, type Attempt } from "../../runtime/store/attempt.ts"
import { attempt } from "./attempt.ts"

const running: Attempt = {
  ...attempt,
  outcome: "running",
  ended: null,
  exit: null,
  progress: { step: 4, steps: 10, rate: 2, loss: 0.5 },
}
const alive = () => false
const dead = () => true

describe("statusOf", () => {
  it("counts a stage by its latest attempt", () => {
    const status = statusOf([{ ...attempt, outcome: "crashed" }, attempt], alive)
    expect(status).toMatchObject({ done: 1, stopped: [], failed: [], seconds: 120 })
  })

  it("counts a stage by its latest attempt also where that was made by a clock that is behind", () => {
    const first = { ...attempt, outcome: "interrupted" as const, log: "logs/aaaa0000-1.log" }
    const second = { ...attempt, started: "2025-12-31T23:00:00.000Z", log: "logs/aaaa0000-2.log" }
    const other = { ...attempt, key: "bbbb0000" }
    // As they come from the ledger: by their times.
    const status = statusOf(inOrder([second, other, first]), alive)
    expect(status).toMatchObject({ done: 2, stopped: [] })
  })

  it("tells a running stage from one whose runner died", () => {
    expect(statusOf([running], alive).running).toEqual([running])
    expect(statusOf([running], dead)).toMatchObject({ running: [], stopped: [running] })
  })
})

describe("statusLines", () => {
  const now = Date.parse(running.started) + 2000

  it("shows loss, rate, time left and memory of what runs", () => {
    // Six steps are left at two a second.
    expect(statusLines(statusOf([running], alive), now)).toEqual([
      "0 stages done, 1 running, 0 stopped, 0 failed; 0 s of work",
      "running:",
      "  aaaa0000  pretrain MAE seed 0  4/10  loss 0.5000  2.00 steps/s  3 s left  2.0 GB  cpu on here, process 1  for 2 s",
    ])
  })

  it("shows why a stage failed", () => {
    const failed: Attempt = { ...attempt, outcome: "failed", error: "the loss is NaN" }
    expect(statusLines(statusOf([failed], alive), now).join("\n")).toMatch(
      /failed .*the loss is NaN$/,
    )
  })
})

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1500, "1.5 kB"],
  [12_345_678, "12 MB"],
  [4.94e9, "4.9 GB"],
])("inBytes(%d)", (bytes, words) => {
  expect(inBytes(bytes)).toBe(words)
})
