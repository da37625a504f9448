/** What `ablate --help` says of each command, in the order in which it lists them. */
export const descriptions = {
  check: "Find every fault of an experiment file before anything runs",
  masks: "Draw a mask of each arm and print it: # masked, . visible",
  variance: "Estimate Var(X_t), the variance of masked targets (Figure 3)",
  plan: "Show the stages of a file, what is shared, what is done, and what the rest costs",
  run: "Run what is not done yet, then draw the report",
  status: "Show what runs, what stopped and what failed, from the ledger",
  watch: "Follow the runs of a store from another terminal; Ctrl-C ends it",
  logs: "Print the log of a stage's attempt",
  report: "Draw tables and figures from what is done; runs nothing",
  predictions: "Write what a run predicted as NIfTI label files in the original geometry",
  data: "Look at data sets",
  devices: "List cores, memory and GPUs, and what each --device could use",
  track: "Track runs in MLflow: ablate run does so by itself where MLFLOW_TRACKING_URI is set",
  gc: "Show, and with --remove remove, results that no given file reaches",
  store: "Look after the folder of results",
  weights: "Import weights of MONAI's networks, export trained ones",
} as const
