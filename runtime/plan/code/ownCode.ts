const root = new URL("../../../", import.meta.url).href

/** The URL of a file of the package, such as `dsl/field.ts`. */
export const ownUrl = (path: string): string => `${root}${path}`

/** The package's own faces, which modules from outside find wherever they lie. */
export const faces: Readonly<Record<string, string>> = {
  ablate: ownUrl("dsl/index.ts"),
  "ablate/implement": ownUrl("runtime/implement/index.ts"),
  "ablate/paper": ownUrl("reports/paper/tables.ts"),
}

/** Whether a file is a part of ablate itself. */
export const isOwn = (url: string): boolean =>
  url.startsWith(ownUrl("dsl/")) || url.startsWith(ownUrl("runtime/"))

/**
 * Files of ours that read texts by the names that texts for people have, and make no result of them. A
 * stage's closure with a reader that is not among them counts all texts (`mayReadTexts`).
 */
const tellers: Readonly<Record<string, string>> = {
  "dsl/component.ts": "keeps the doc of a definition",
  "dsl/fault.ts": "makes faults",
  "dsl/metrics/family.ts": "keeps the doc of a definition",
  "dsl/tasks/family.ts": "keeps the doc of a definition",
  "runtime/data/datasets/volumes/loadImages.ts": "`expected` is put into a fault",
  "runtime/data/faults/checkLabel.ts": "`hint` is put into a fault",
  "runtime/data/faults/faultLines.ts": "the message of an error from its faults",
  "runtime/data/formats/metaimage/fields.ts":
    "compares the name of a format, which is no text of a fault and counts",
  "runtime/data/formats/metaimage/read.ts": "puts `expected` into a fault",
  "runtime/engine/error.ts": "the message of an error from its faults",
  "runtime/engine/session/accelerated.ts": "messages of the runtime's own errors, put into faults",
  "runtime/engine/session/failure.ts": "messages of the runtime's own errors, put into faults",
  "runtime/engine/session/update/thread.ts": "waits for the messages that ask for a step",
  "runtime/engine/session/update/threads.ts": "waits for the messages of threads that are done",
  "runtime/engine/session/tensorflow.ts": "messages of TensorFlow's own errors, put into faults",
  "runtime/engine/trace/recording.ts": "messages of what a body throws, put into faults",
  "runtime/faults/faulty.ts": "the message of an error from its faults",
  "runtime/files/cause.ts": "puts a cause into words, for a fault",
  "runtime/files/foreignFormat.ts": "`hint` is put into a fault",
  "runtime/files/safetensors.ts": "messages of the file system, put into faults",
  "runtime/implementations/implementation.ts":
    "messages of modules that do not load, put into faults",
  "runtime/nn/outputShape.ts": "puts `expected` and `hint` into a fault",
  "runtime/stages/pretrain/gradientMonitor.ts":
    "asks a message of the runtime's own error whether memory ran out",
  "runtime/training/checkpoint.ts": "messages of the file system, put into faults",
  "runtime/training/crops.ts": "messages of a thread that reads crops, put into faults",
  "runtime/training/cropThread.ts": "sends the message of a failure to the thread that started it",
  "runtime/weights/weightsFile.ts": "messages of schemas, put into faults",
}

const tellerUrls = new Set(Object.keys(tellers).map(ownUrl))

/** Whether a file of ours is known to make no result of texts for people. */
export const isTeller = (url: string): boolean => tellerUrls.has(url)
