import { expect, it } from "vitest"
import { garbageOf } from "../../runtime/ledger/garbage.ts"
import type { Artifact } from "../../runtime/store/artifact.ts"

const record = (key: string, label: string, bytes: number): Artifact => ({
  key,
  kind: "pretrain",
  label,
  slice: {},
  seed: 0,
  inputs: {},
  code: {},
  commit: null,
  dirty: null,
  device: "cpu",
  started: "2026-01-01T00:00:00.000Z",
  seconds: 1,
  files: { "model.safetensors": { sha256: "", bytes }, "history.json": { sha256: "", bytes: 1 } },
})

it("is what no key reaches, the largest first, and says what other code replaced", () => {
  const records = [record("a", "kept", 5), record("b", "small", 10), record("c", "kept", 99)]
  expect(garbageOf(records, new Set(["a"]), new Set(["kept"]))).toMatchObject([
    { address: { kind: "pretrain", key: "c" }, bytes: 100, isSuperseded: true },
    { address: { kind: "pretrain", key: "b" }, bytes: 11, isSuperseded: false },
  ])
})
