// One clock for everything on the page that ticks. Not responsible for what is shown.

const listeners = new Set();
let timer = 0;

const tick = () => {
  const now = performance.now();
  for (const listener of [...listeners]) listener(now);
};

/** Have `listener` called now, and about four times a second until `signal` is aborted. Milliseconds, monotonic. */
export function everyTick(listener, signal) {
  listeners.add(listener);
  timer ||= setInterval(tick, 250);
  listener(performance.now());
  signal.addEventListener("abort", () => {
    listeners.delete(listener);
    if (!listeners.size) timer = void clearInterval(timer);
  });
}
