import type { TraceWords } from '../../../probe/trace/trace-network.js';

export const trace: TraceWords = {
  lookup: (host, found, ms) => `解析 ${host}：${found}（${ms} 毫秒）`,
  connecting: '正在连接',
  connected: (ms) => `已连接（${ms} 毫秒）`,
  secured: (facts, ms) => `TLS 已建立：${facts}（${ms} 毫秒）`,
  ended: '对方不再发送',
  failed: (code, ms) => `${code}（${ms} 毫秒）`,
  closed: (ms) => `已关闭（${ms} 毫秒）`,
  frames: (bytes) => `HTTP/2，${bytes.toLocaleString('en')} 字节`,
  more: (bytes) => `… 还有 ${bytes.toLocaleString('en')} 字节`,
};
