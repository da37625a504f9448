// Answers of `squeue --json` in the forms of Slurm's data parsers, shortened to what is read.
import { Option } from "effect"
import { describe, expect, it } from "vitest"
import { tasksInJson } from "../../../runtime/executors/slurm/queueJson.ts"

const set = (number: number) => ({ set: true, infinite: false, number })
const unset = { set: false, infinite: false, number: 0 }

const none = { array_task_string: "", state_reason: "None", state_description: "" }

/**
 * 22.05: printed by Debian's (plugin v0.0.38). 23.02 (v0.0.39): an answer of 23.02.6 in a public repository, to
 * `squeue -u www26kf --json`. 24.05 (v0.0.41): an answer of 24.05.3's slurmrestd, which has squeue's jobs.
 */
const forms = {
  "22.05": {
    running: { array_job_id: 1, array_task_id: 0, job_state: "RUNNING", start_time: 1796043942 },
    waiting: { array_job_id: 1, array_task_id: null, job_state: "PENDING", start_time: 0 },
    alone: {
      array_job_id: 0,
      array_task_id: null,
      job_state: "COMPLETING",
      start_time: 1796043962,
    },
  },
  "23.02": {
    running: {
      array_job_id: set(1),
      array_task_id: set(0),
      job_state: "RUNNING",
      start_time: 1796043942,
    },
    waiting: { array_job_id: set(1), array_task_id: unset, job_state: "PENDING", start_time: 0 },
    alone: {
      array_job_id: set(0),
      array_task_id: unset,
      job_state: "COMPLETING",
      start_time: 1796043962,
    },
  },
  "24.05": {
    running: {
      array_job_id: set(1),
      array_task_id: set(0),
      job_state: ["RUNNING"],
      start_time: set(1796043942),
    },
    waiting: {
      array_job_id: set(1),
      array_task_id: unset,
      job_state: ["PENDING"],
      start_time: unset,
    },
    alone: {
      array_job_id: set(0),
      array_task_id: unset,
      job_state: ["COMPLETED", "COMPLETING"],
      start_time: set(1796043962),
    },
  },
}

describe("squeue's JSON", () => {
  it.each(Object.entries(forms))("is read as Slurm %s writes it", (_, form) => {
    const jobs = [
      { ...none, job_id: 3, user_id: 7, ...form.running },
      {
        ...none,
        job_id: 1,
        user_id: 7,
        ...form.waiting,
        array_task_string: "2-3,8-12:4%2",
        state_reason: "Priority",
      },
      {
        ...none,
        job_id: 4,
        user_id: 7,
        ...form.alone,
        state_reason: "ReqNodeNotAvail",
        state_description: "ReqNodeNotAvail, UnavailableNodes:n1",
      },
      { ...none, job_id: 5, user_id: 8, ...form.alone },
    ]
    const waits = { state: "PENDING", reason: "Priority" }
    const expected = {
      "1_0": { state: "RUNNING", reason: "None", start: 1796043942000 },
      "1_2": waits,
      "1_3": waits,
      "1_8": waits,
      "1_12": waits,
      "4": {
        state: "COMPLETING",
        reason: "ReqNodeNotAvail, UnavailableNodes:n1",
        start: 1796043962000,
      },
    }
    const read = Option.getOrThrow(tasksInJson(JSON.stringify({ jobs }), 7))
    expect(Object.fromEntries(read)).toEqual(expected)
  })

  it("is left for the fixed format where it is none, or has other fields", () => {
    expect(Option.isNone(tasksInJson("squeue: unrecognized option", 7))).toBe(true)
    expect(Option.isNone(tasksInJson('{"jobs": [{"job_id": "3"}]}', 7))).toBe(true)
  })
})
