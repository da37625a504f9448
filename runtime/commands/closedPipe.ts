/** As a shell says of a process that SIGPIPE ended. */
const brokenPipe = 141

const leave = (error: NodeJS.ErrnoException): void => {
  if (error.code === "EPIPE") process.exit(brokenPipe)
  throw error
}

const goOn = (): void => undefined

/** Ends the program, without a word, when nobody reads its output any more (`| head`). */
export const endWithReader = (): void => {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", leave)
}

/** Goes on when nobody reads the output any more: the work is what counts. Once is as good as often. */
export const outliveReader = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.off("error", leave)
    stream.off("error", goOn)
    stream.on("error", goOn)
  }
}
