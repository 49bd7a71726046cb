import type { TunnelAccessFailures } from '../../tunnel/access/access-failures.js';
import type { tunnelAccess as english } from '../en/tunnel-access.js';
import type { ErrorTexts } from '../text.js';

export const tunnelAccessErrors: ErrorTexts<TunnelAccessFailures> = {
  FORWARD_BEYOND_LOOPBACK: {
    message: ({ listen }) => `其他机器也能访问转发端口 ${listen}，任何人都可以使用`,
    hint: () => '请监听 127.0.0.1 或 [::1]，或用 --allow-from 指定允许的客户端；转发端口无法进行身份认证。',
  },
  FORWARD_DENIED: {
    message: ({ listen, target, rule }) => `转发 ${listen} 的目标 ${target} 被禁止访问（${rule}）`,
    hint: ({ rule }) => forwardHints[rule] ?? '请更换转发目标。',
  },
  AUTH_FILE_INVALID: {
    message: ({ path, line, problem }) => `${path} 第 ${line} 行：${authProblems[problem]}`,
    hint: () =>
      '每行的格式为 user:hash，可由“aliproxy tunnel passwd USER”生成；空行和以 # 开头的行会被忽略。',
  },
  AUTH_FILE_EMPTY: {
    message: ({ path }) => `${path} 中没有用户，任何人都无法使用隧道`,
    hint: () => '请为每个用户添加一行，可由“aliproxy tunnel passwd USER”生成。',
  },
  TLS_CERTIFICATE_INVALID: {
    message: ({ reason }) => `无法读取 --tls-cert 的证书（${reason}）`,
    hint: () => '必须是 PEM 格式：先是证书本身，其后是通往签发机构的证书链。',
  },
  TLS_KEY_INVALID: {
    message: ({ reason }) => `无法读取 --tls-key 的私钥（${reason}）`,
    hint: () => '必须是 PEM 格式的私钥。',
  },
  TLS_KEY_ENCRYPTED: {
    message: () => '--tls-key 的私钥有口令保护',
    hint: () => '请另存为不带口令、仅自己可读的文件：openssl pkey -in key.pem -out plain.pem',
  },
  TLS_KEY_MISMATCH: {
    message: ({ subject }) => `--tls-key 的私钥与证书不匹配（${subject}）`,
    hint: () => '--tls-cert 文件中的第一个证书必须与该私钥对应。',
  },
  TLS_CLIENT_CA_INVALID: {
    message: ({ reason }) => `无法读取 --client-ca 的 CA 证书（${reason}）`,
    hint: () => '必须是 PEM 格式的一个或多个 CA 证书。',
  },
  PASSWORD_NEEDED: {
    message: () => '需要密码，但当前无法询问',
    hint: ({ command }) => `请通过标准输入提供一行密码：${command} < FILE`,
  },
  PASSWORD_EMPTY: {
    message: () => '密码为空',
    hint: () => '请通过标准输入提供一行密码。',
  },
  PASSWORD_TOO_LONG: {
    message: ({ mostBytes }) => `密码超过 ${mostBytes} 字节，或含有控制字符`,
    hint: () => 'SOCKS5 无法传输这样的密码。',
  },
  PASSWORDS_DIFFER: {
    message: () => '两次输入的密码不一致',
    hint: () => '请重试。',
  },
};

const forwardHints: Readonly<Record<string, string>> = {
  reserved: '元数据服务、组播等地址永远不能作为目标。',
  deny: '请修改 --deny，或更换转发目标。',
  allow: '请将目标加入 --allow；由上游解析域名时，地址类规则不起作用。',
  loop: '转发不能指向本隧道自己。',
};

const authProblems = {
  form: '用户名和哈希之间缺少冒号',
  user: '用户名不合法',
  hash: '不是有效的密码哈希',
  duplicate: '该用户在前面已出现过',
};

export const tunnelAccess: typeof english = {
  password: (user) => `${user} 的密码：`,
  again: '请再次输入：',
};
