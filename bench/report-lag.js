// Loaded into a measured process by --import: tells its parent once a second how late its event loop was at most, in
// milliseconds, and how large its heap is.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
setInterval(() => {
  process.send?.({
    lagMs: delay.max / 1e6,
    p99Ms: delay.percentile(99) / 1e6,
    heapBytes: process.memoryUsage().heapUsed,
  });
  delay.reset();
}, 1_000).unref();
process.channel?.unref();
