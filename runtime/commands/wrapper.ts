/** How often this process looks whether the one that started it is there, ms. */
const every = 250

/**
 * Where an older Node started this one (`bin/olderNode.js`), stops when that is gone: a wrapper that is
 * killed cannot pass a signal on.
 */
export const stopWithWrapper = (): void => {
  const wrapper = Number(process.env["ABLATE_WRAPPER"])
  // For this process alone: a worker's parent is another one.
  delete process.env["ABLATE_WRAPPER"]
  if (!Number.isInteger(wrapper) || wrapper <= 0) return
  const look = setInterval(() => {
    if (process.ppid === wrapper) return
    clearInterval(look)
    process.kill(process.pid, "SIGTERM")
  }, every)
  look.unref()
}
