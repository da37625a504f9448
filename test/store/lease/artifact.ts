import type { Provenance } from "../../../runtime/store/seal.ts"

/** The stage that tests of leases are about. */
export const address = { kind: "pretrain", key: "0123abcd" }

export const provenance: Provenance = {
  ...address,
  label: "pretrain MAE seed 0",
  slice: { encoder: { width: 8 } },
  seed: 0,
  inputs: { index: "ffff" },
  code: { stage: "eeee" },
  commit: null,
  dirty: null,
  device: "cpu",
  started: "2026-01-01T00:00:00.000Z",
  seconds: 1.5,
}
