import { watch } from "../../processes/stuck/watch.ts"

/** From here on `warn` is told, after these seconds and tenfold times, where code of the author's keeps this process. */
export const warnWhereStuck = (warn: (text: string) => void, computing = 300): void =>
  watch(
    ({ seconds }, { file, line }) =>
      warn(
        `your part has computed for ${seconds} s and has not come to its end; it is at ${file}:${line}; the stage goes on: stop it if that is a loop that never ends`,
      ),
    { computing },
  )
