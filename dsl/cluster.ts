import { Schema } from "effect"
import { Count, defaulted, Positive, type Values } from "./field.ts"

const Name = Schema.NullOr(Schema.NonEmptyString)
const Lines = Schema.Array(Schema.NonEmptyString)

const here = "ablate's own choice"
const ofSlurm = "Slurm's own default where it is null"

/** Fields of a profile: what ablate asks of a Slurm cluster. */
export const slurmFields = {
  partition: defaulted(Name, null, "Partition that jobs go to.", ofSlurm),
  account: defaulted(Name, null, "Account that jobs are charged to.", ofSlurm),
  qos: defaulted(Name, null, "Quality of service.", ofSlurm),
  constraint: defaulted(Name, null, 'Features that nodes must have, such as "a100".', ofSlurm),
  gres: defaulted(
    Schema.NonEmptyString,
    "gpu:1",
    "What a stage that computes on a GPU asks for; one with `devices: 4` for four of its GPUs.",
    "sbatch --gres",
  ),
  modules: defaulted(Lines, [], "Environment modules that a job loads.", here),
  setup: defaulted(Lines, [], "Lines of bash that a job runs before its work.", here),
  flags: defaulted(Lines, [], 'More options of sbatch, such as "--exclude=n7".', here),
  cpus: defaulted(
    Count,
    4,
    "Processors of a stage: the threads that it computes with, on which last bits of results depend.",
    here,
  ),
  memoryGB: defaulted(
    Positive,
    8,
    "Gigabytes that a stage asks for of which nothing is known yet.",
    here,
  ),
  hours: defaulted(
    Positive,
    24,
    "The longest time limit that is asked for; a stage that takes longer goes on from its checkpoint in the next job.",
    here,
  ),
  margin: defaulted(
    Schema.Finite.check(Schema.isGreaterThanOrEqualTo(1)),
    1.5,
    "Factor on the time and the memory that the ledger and the plan expect.",
    here,
  ),
  moreMemory: defaulted(
    Schema.Finite.check(Schema.isGreaterThanOrEqualTo(1)),
    2,
    "Factor on the memory of a stage whose memory ran out, asked for once; 1: it gets no more.",
    here,
  ),
  stages: defaulted(Count, 500, "Stages that are handed in at a time.", here),
  submitsPerMinute: defaulted(Positive, 30, "Calls of sbatch a minute at most.", here),
  array: defaulted(Count, 500, "Tasks of an array at most (Slurm's MaxArraySize is 1001).", here),
  packSeconds: defaulted(
    Positive,
    120,
    "Stages that are expected to take no longer share jobs of about this length.",
    here,
  ),
  packAtOnce: defaulted(Count, 4, "Stages at once in a job that several share.", here),
} as const

/** A profile with every default filled in. */
export type SlurmProfile = Values<typeof slurmFields>
