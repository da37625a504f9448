import { Effect, type Scope } from "effect"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { fault } from "../../dsl/fault.ts"
import type { RunEvent } from "../../runtime/schedule/event.ts"
import { advance, emptyBoard } from "../../runtime/schedule/progress/board.ts"
import {
  deviceLines,
  runningLine,
  summaryLine,
} from "../../runtime/schedule/progress/boardLines.ts"
import { inWords } from "../../runtime/units/inWords.ts"
import { block } from "../../runtime/schedule/progress/block.ts"
import { countingProgress } from "../../runtime/schedule/progress/counting.ts"
import { plainProgress } from "../../runtime/schedule/progress/plain.ts"
import { terminalProgress } from "../../runtime/schedule/progress/terminal.ts"
import { stageNamed } from "./fixtures/stages.ts"

const stage = stageNamed("pretrain MAE seed 0", [])
const next = stageNamed("embed MAE", [])
const progress = (step: number, peakMemory: number | null = null, of = stage): RunEvent => ({
  event: "progress",
  stage: of,
  step,
  steps: 100,
  loss: 0.5,
  rate: 2,
  terms: {},
  peakMemory,
})
const runStarted: RunEvent = {
  event: "runStarted",
  toRun: [stage, next],
  slots: 1,
  devices: [],
  memory: null,
  expected: new Map(),
}
const stageStarted: RunEvent = { event: "stageStarted", stage, attempt: 1, log: "a.log", slot: 0 }
const stageDone: RunEvent = { event: "stageDone", stage, seconds: 50 }

const boardAfter = (...events: readonly RunEvent[]) =>
  events.reduce((board, event) => advance(board, event, 0), emptyBoard(0))

describe("inWords", () => {
  it.each([
    [0, "0 s"],
    [59.6, "1 min"],
    [275, "4 min 35 s"],
    [3600, "1 h"],
    [7500, "2 h 5 min"],
    [273_600, "3 d 4 h"],
  ])("%d seconds", (seconds, words) => {
    expect(inWords(seconds)).toBe(words)
  })
})

describe("the lines of a run", () => {
  it("show step, loss, rate and the time left", () => {
    const running = boardAfter(runStarted, stageStarted, progress(20)).running.get(stage.key)
    expect(running && runningLine(running, 10_000)).toBe(
      "pretrain MAE seed 0  20/100  loss 0.5000  2.00 steps/s  40 s left",
    )
  })

  it("estimate the whole by the stages of the same kind that are done", () => {
    expect(summaryLine(boardAfter(runStarted, stageStarted), 60_000)).toBe("0 of 2 stages | 1 min")
    expect(summaryLine(boardAfter(runStarted, stageStarted, stageDone), 60_000)).toBe(
      "1 of 2 stages | 1 min | about 50 s left of 1 min 50 s",
    )
  })

  it("count the wait for a start that a queue tells, and say where it tells none", () => {
    const expected = new Map([
      [stage.key, 100],
      [next.key, 300],
    ])
    const queued = (of: typeof stage, startsIn: number | null): RunEvent => ({
      event: "queued",
      stage: of,
      reason: "Priority",
      startsIn,
    })
    const begun = boardAfter({ ...runStarted, expected, slots: 2 }, queued(stage, 1000))
    // 1,000 s until the start, then the 100 s of the stage; the other one has a slot to itself meanwhile.
    expect(summaryLine(begun, 0)).toBe(
      "0 of 2 stages | 0 s | about 18 min 20 s left of 18 min 20 s",
    )
    expect(summaryLine(begun, 500_000)).toMatch(/about 10 min left of 18 min 20 s$/)
    const unknown = advance(begun, queued(next, null), 0)
    expect(summaryLine(unknown, 0)).toMatch(
      /about 18 min 20 s of work left, and 1 job waits for a start that is not known$/,
    )
    const started = advance(unknown, { ...stageStarted, stage: next }, 0)
    expect(summaryLine(started, 0)).toMatch(/about 18 min 20 s left of 18 min 20 s$/)
  })

  it("expect what the plan does from the beginning, corrected by the first steps of a kind", () => {
    const expected = new Map([
      [stage.key, 100],
      [next.key, 300],
    ])
    const started = boardAfter({ ...runStarted, expected }, stageStarted)
    expect(summaryLine(started, 0)).toBe(
      "0 of 2 stages | 0 s | about 6 min 40 s left of 6 min 40 s",
    )
    // After 10 s 20 of 100 steps are done, at 2 a second: 40 s more, 50 in all, half of what was expected.
    const stepped = advance(started, progress(20), 0)
    expect(summaryLine(stepped, 10_000)).toBe(
      "0 of 2 stages | 10 s | about 3 min 10 s left of 3 min 20 s",
    )
  })

  it("say at least where nothing is known of some stages", () => {
    const other = { ...next, kind: "score" as const }
    const started = boardAfter({
      ...runStarted,
      toRun: [stage, other],
      expected: new Map([[stage.key, 100]]),
    })
    expect(summaryLine(started, 0)).toBe(
      "0 of 2 stages | 0 s | at least 1 min 40 s left of 1 min 40 s",
    )
  })

  it("tell of each device how many of its slots are at work, and their memory", () => {
    const started = (slot: number, of: typeof stage): RunEvent => ({
      event: "stageStarted",
      attempt: 1,
      log: "a.log",
      stage: of,
      slot,
    })
    const two = boardAfter(
      { ...runStarted, slots: 3, devices: ["cuda:0", "cuda:1", "cuda:1"], memory: 64e9 },
      started(0, stage),
      started(2, next),
      progress(20, 3e9),
      progress(20, 512e6, next),
    )
    expect(deviceLines(two)).toEqual([
      "cuda:0  1 of 1 at work  3.0 GB of 64 GB",
      "cuda:1  1 of 2 at work  512 MB of 64 GB",
    ])
    const memoryUncounted = boardAfter({ ...runStarted, devices: ["cpu"] })
    expect(deviceLines(memoryUncounted)).toEqual(["cpu  0 of 1 at work  0 B"])
  })

  it("count failures and what they stop", () => {
    const board = boardAfter(
      runStarted,
      stageStarted,
      { event: "stageFailed", stage, faults: [], log: null },
      { event: "stageBlocked", stage: next, because: stage },
    )
    expect(summaryLine(board, 0)).toBe("0 of 2 stages | 1 failed | 1 not run | 0 s")
  })
})

/** Runs with a clock that only `TestClock.adjust` moves. */
const inTestTime = (body: () => Effect.gen.Return<void, never, Scope.Scope>): Promise<void> =>
  Effect.runPromise(Effect.scoped(Effect.gen(body)).pipe(Effect.provide(TestClock.layer())))

const recorder = () => {
  const written: string[] = []
  return { written, screen: { columns: 40, write: (text: string) => written.push(text) } }
}

describe("plainProgress", () => {
  it("writes about a stage every ten seconds at most", () =>
    inTestTime(function* () {
      const { written, screen } = recorder()
      const show = yield* plainProgress(screen)
      yield* show(runStarted)
      yield* show(stageStarted)
      for (let step = 1; step <= 50; step++) {
        yield* TestClock.adjust("500 millis")
        yield* show(progress(step))
      }
      yield* show(stageDone)
      expect(written.map((line) => line.trim().split("  ")[0])).toEqual([
        "2 stages to run, 1 at once",
        "started pretrain MAE seed 0",
        "pretrain MAE seed 0",
        "pretrain MAE seed 0",
        "done",
        "1 of 2 stages | 25 s | about 50 s left of 1 min 15 s",
      ])
      expect(written.join("")).not.toContain("\u001b")
    }))

  it("tells faults with their mends", () =>
    inTestTime(function* () {
      const { written, screen } = recorder()
      const show = yield* plainProgress(screen)
      const faults = [fault({ what: "the loss is NaN", hint: "use a smaller lr" })]
      yield* show({ event: "stageFailed", stage, faults, log: "/logs/a.log" })
      expect(written.join("")).toBe(
        "failed  pretrain MAE seed 0\n    the loss is NaN\n    use a smaller lr\n    log: /logs/a.log\n",
      )
    }))
})

/** What a terminal shows after text with "cursor up" and "clear to the end" (ECMA-48) is written. */
const rendered = (text: string): readonly string[] => {
  const escape = String.fromCharCode(27)
  const lines = [""]
  let row = 0
  for (const part of text.split(escape)) {
    const [, code = "", rest = part] = /^\[(\??\d*[A-Zhl])\r?([^]*)$/.exec(part) ?? []
    if (code.endsWith("A")) row -= Number.parseInt(code, 10)
    if (code === "0J") lines.splice(row, Infinity, "")
    for (const character of rest)
      if (character === "\n") lines[++row] ??= ""
      else lines[row] = `${lines[row] ?? ""}${character}`
  }
  return lines
}

describe("terminalProgress", () => {
  it("draws over itself, keeps what lasts, and gives the cursor back", () =>
    inTestTime(function* () {
      const { written, screen } = recorder()
      yield* Effect.scoped(
        Effect.gen(function* () {
          const show = yield* terminalProgress(screen)
          yield* show(runStarted)
          yield* show(stageStarted)
          yield* show(progress(20))
          yield* TestClock.adjust("1 second")
          expect(rendered(written.join(""))).toEqual([
            "2 stages to run, 1 at once",
            "  pretrain MAE seed 0  20/100  loss 0.5",
            "0 of 2 stages | 1 s | at least 40 s lef",
            "",
          ])
          yield* show(stageDone)
          yield* TestClock.adjust("1 second")
          expect(rendered(written.join(""))).toEqual([
            "2 stages to run, 1 at once",
            "done    pretrain MAE seed 0 (50 s)",
            "1 of 2 stages | 2 s | about 50 s left o",
            "",
          ])
        }),
      )
      expect(written[0]).toBe("\u001b[?25l")
      expect(written.at(-1)).toBe("\u001b[?25h")
      expect(rendered(written.join("")).at(-1)).toBe("")
    }))
})

describe("block", () => {
  const drawn = async (live: readonly string[], kept: number): Promise<readonly string[]> => {
    const { written, screen } = recorder()
    await Effect.runPromise(
      Effect.scoped(
        Effect.map(block({ ...screen, rows: 10 }), (draw) => {
          draw([], live, kept)
          draw([], live, kept)
        }),
      ),
    )
    return written
  }

  it("is never higher than the terminal, and says how much is hidden", async () => {
    const live = Array.from({ length: 2000 }, (_, index) => `failed ${index}`)
    const [, first = "", second = ""] = await drawn(live, 2)
    const lines = first.replace("\u001b[0J", "").trimEnd().split("\n")
    expect(lines).toHaveLength(9)
    expect(lines.slice(-3)).toEqual(["  ... 1992 more", "failed 1998", "failed 1999"])
    // The next picture begins where this one did.
    expect(second.startsWith("\u001b[9A\r")).toBe(true)
  })

  it("shows escapes of a name, and obeys none", async () => {
    const [, first = ""] = await drawn(["a\u001b[2Jb\nc\u202ed"], 0)
    expect(first).toBe(`\u001b[0J${String.raw`a\u{1b}[2Jb\u{a}c\u{202e}d`}\n`)
  })

  it("counts characters of two columns as two", async () => {
    const [, first = ""] = await drawn(["\u5c0f".repeat(30)], 0)
    expect(first).toBe(`\u001b[0J${"\u5c0f".repeat(19)}\n`)
  })
})

describe("countingProgress", () => {
  it("writes a line every ten seconds, so none where it is quick", () =>
    inTestTime(function* () {
      const { written, screen } = recorder()
      const tell = yield* countingProgress(screen)
      for (let done = 0; done < 12; done++) {
        yield* tell({ done, of: 12, stage })
        yield* TestClock.adjust("2 seconds")
      }
      const line = (done: number) =>
        `counting what stages take: ${done} of 12 graphs traced, next pretrain MAE seed 0\n`
      expect(written).toEqual([line(5), line(10)])
    }))

  it("draws a line over in a terminal, and leaves none", async () => {
    const { written, screen } = recorder()
    await inTestTime(function* () {
      const tell = yield* countingProgress({ ...screen, columns: 100, isTTY: true })
      yield* tell({ done: 0, of: 1, stage })
      yield* tell({ done: 1, of: 2, stage: next })
      expect(rendered(written.join(""))).toEqual([
        "counting what stages take: 1 of 2 graphs traced, next embed MAE",
        "",
      ])
    })
    expect(rendered(written.join(""))).toEqual([""])
    expect(written.at(-1)).toBe("\u001b[?25h")
  })
})
