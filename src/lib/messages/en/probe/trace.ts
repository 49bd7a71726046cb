import type { TraceWords } from '../../../probe/trace/trace-network.js';

export const trace: TraceWords = {
  lookup: (host, found, ms) => `lookup of ${host}: ${found} (${ms} ms)`,
  connecting: 'connecting',
  connected: (ms) => `connected (${ms} ms)`,
  secured: (facts, ms) => `TLS agreed: ${facts} (${ms} ms)`,
  ended: 'the other side sends no more',
  failed: (code, ms) => `${code} (${ms} ms)`,
  closed: (ms) => `closed (${ms} ms)`,
  frames: (bytes) => `HTTP/2, ${bytes.toLocaleString('en')} bytes`,
  more: (bytes) => `… ${bytes.toLocaleString('en')} bytes more`,
};
