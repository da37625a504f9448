const ground = ["random", "units", "faults", "files"]
const parts = ["implementations", "metrics", "engine", "nn", "data", ...ground]
const work = ["current", "training", "pretraining", "weights", ...parts]
const planning = ["stages", "tasks", "plan", "implementations", ...ground]

/**
 * The rooms of the runtime, lower ones first, each with those that it may import. All may import the
 * language (`dsl`), and `reports` where it is named. The linter holds to it.
 */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  random: [],
  units: [],
  faults: [],
  files: ["faults"],
  implementations: ["faults"],
  metrics: [],
  engine: ["faults", "files"],
  nn: ["engine", "random", "faults"],
  data: ["implementations", "engine", ...ground],
  current: ["engine", "files"],
  training: ["current", ...parts],
  pretraining: ["training", ...parts],
  weights: ["training", "pretraining", ...parts],
  stages: work,
  tasks: ["stages", ...work],
  plan: ["stages", "tasks", "implementations", ...ground],
  processes: ["engine", "faults", "files"],
  devices: ["processes", "engine", ...ground],
  executors: ["devices", "processes", "current", "stages", ...ground],
  store: ["processes", ...ground],
  remote: ["store", ...ground],
  ledger: ["processes", "store", ...planning],
  cost: ["store", "ledger", "devices", ...planning, ...work],
  schedule: ["store", "ledger", "cost", "executors", ...planning],
  analysis: work,
  results: ["store", "ledger", "analysis", "reports", ...planning, ...parts],
  predictions: ["stages", ...work],
  tracking: ["processes", "store", "schedule", "reports", ...planning],
  check: ["processes", "pretraining", "nn", "data", ...planning],
  dataPage: ["reports", ...parts],
  init: parts,
  implement: ["stages", "tasks", ...work],
  commands: [],
}
