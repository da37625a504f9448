/** Why a job waits, by Slurm's name of it (`squeue` man page, JOB REASON CODES). */
const words: Readonly<Record<string, string>> = {
  None: "Slurm has not looked at it yet",
  Priority: "jobs that go first wait too",
  Resources: "what it asks for is in use",
  Dependency: "a job that it depends on has not ended",
  BeginTime: "it was put back, and starts again in a while",
  JobHeldUser: "it is held by its owner: scontrol release JOB",
  JobHeldAdmin: "an administrator holds it",
  Licenses: "licences are in use",
  Reservation: "it waits for its reservation",
  ReqNodeNotAvail: "its nodes are down, reserved or drained",
  NodeDown: "its node is down",
  "Nodes required for job are DOWN": "its nodes are down, drained or reserved",
  PartitionDown: "the partition is down",
  PartitionInactive: "the partition is not in use",
  JobArrayTaskLimit: "so many tasks of its array as may run at once do",
  Cleaning: "it is being put back after its last start",
  "launch failed requeued held": "Slurm could not start it on its node, and holds it",
}

/** A limit of the group or of the quality of service. */
const isLimit = (reason: string): boolean => /^(Assoc|QOS)/.test(reason)

/** A reason in words, with Slurm's own name. */
export const reasonInWords = (reason: string): string => {
  const name = reason.split(",")[0]?.trim() ?? reason
  const text = words[name] ?? (isLimit(name) ? "a limit of your account is reached" : undefined)
  return text === undefined ? name : `${text} (${name})`
}

/** Whether Slurm has given a job up after it tried to start it: handed in anew, it goes to another node. */
export const isGivenUp = (reason: string): boolean => reason === "launch failed requeued held"

const never: Readonly<Record<string, string>> = {
  PartitionTimeLimit: "it asks for more time than its partition gives: fewer hours",
  PartitionConfig: "it asks for more than a node of its partition has",
  PartitionNodeLimit: "it asks for more than a node of its partition has",
  BadConstraints: "no node has the features that constraint names",
  InvalidAccount: "there is no such account",
  InvalidQOS: "there is no such quality of service (qos)",
  AccountNotAllowed: "the account may not use this partition",
  QOSNotAllowed: "the quality of service may not be used here",
  QOSMaxCpuPerJobLimit: "it asks for more processors than its qos allows a job",
  QOSMaxMemoryPerJob: "it asks for more memory than its qos allows a job",
  QOSMaxGRESPerJob: "it asks for more GPUs than its qos allows a job",
  QOSMaxWallDurationPerJobLimit: "it asks for more time than its qos allows",
  AssocMaxCpuPerJobLimit: "it asks for more processors than its account allows a job",
  AssocMaxMemPerJob: "it asks for more memory than its account allows a job",
  AssocMaxWallDurationPerJobLimit: "it asks for more time than its account allows",
}

/** Why a job that waits would wait for ever; null where it may start. */
export const whyNever = (reason: string): string | null => never[reason] ?? null
