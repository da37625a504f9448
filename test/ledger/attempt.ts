import type { Attempt } from "../../runtime/store/attempt.ts"

/** An attempt that ended well, to be changed where a test looks. */
export const attempt: Attempt = {
  key: "aaaa0000",
  kind: "pretrain",
  label: "pretrain MAE seed 0",
  arms: ["MAE"],
  seed: 0,
  commit: null,
  dirty: null,
  diff: null,
  device: "cpu",
  host: "here",
  pid: 1,
  started: "2026-01-01T00:00:00.000Z",
  ended: "2026-01-01T00:01:00.000Z",
  outcome: "done",
  exit: 0,
  progress: { step: 10, steps: 10, rate: 2, loss: 0.5 },
  error: null,
  peakMemory: 2e9,
  log: "/store/logs/aaaa0000-1.log",
}
