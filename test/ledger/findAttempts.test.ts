import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { findAttempts } from "../../runtime/ledger/findAttempts.ts"
import { attempt } from "./attempt.ts"

const again = { ...attempt, started: "2026-01-02T00:00:00.000Z" }
const other = { ...attempt, key: "bbbb0000", label: "pretrain M2-MAE seed 0" }
const ledger = [attempt, again, other]

const faultOf = (name: string) =>
  Result.match(findAttempts(ledger, name), {
    onSuccess: () => undefined,
    onFailure: ({ faults }) => faults[0],
  })

describe("findAttempts", () => {
  it.each([["aaaa"], ["pretrain MAE seed 0"], [" mae seed"]])("finds one stage by %j", (name) => {
    expect(Result.getOrThrow(findAttempts(ledger, name))).toEqual([attempt, again])
  })

  it("lists the stages that a name leaves open", () => {
    expect(faultOf("pretrain")?.hint).toContain(
      "aaaa0000 pretrain MAE seed 0; bbbb0000 pretrain M2-MAE",
    )
  })

  it("offers the closest label", () => {
    expect(faultOf("pretrain MEA seed 0")?.hint).toContain("pretrain MAE seed 0")
  })
})
