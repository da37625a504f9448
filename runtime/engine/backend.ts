import { tf } from "./tf.ts"

/** Runs synchronous code on a tfjs backend and puts the previous one back, whatever happens. */
export const onBackend = <A>(name: string, run: () => A): A => {
  const previous = tf.getBackend()
  // Backends with a synchronous factory are current before the promise returns.
  void tf.setBackend(name)
  try {
    return run()
  } finally {
    void tf.setBackend(previous ?? "cpu")
  }
}
