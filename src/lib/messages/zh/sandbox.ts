import type { ListenFailures } from '../../sandbox/listen.js';
import type { StateFileFailures } from '../../sandbox/state-file.js';
import type { sandbox as english } from '../en/sandbox.js';
import type { ErrorTexts } from '../text.js';

type SandboxFailures = ListenFailures & StateFileFailures;

export const sandboxErrors: ErrorTexts<SandboxFailures> = {
  SANDBOX_NOT_LOOPBACK: {
    message: ({ listen }) => `沙箱不能监听 ${listen}`,
    hint: () => '沙箱只监听本机：--listen 127.0.0.1:端口 或 [::1]:端口；端口 0 表示任选空闲端口。',
  },
  SANDBOX_LISTEN: {
    message: ({ listen, reason }) => `无法监听 ${listen}（${reason}）`,
    hint: ({ reason }) =>
      reason === 'EADDRINUSE'
        ? '该端口已被其他程序占用；请换一个端口，或用 0 任选空闲端口。'
        : '请换一个端口，或用 0 任选空闲端口。',
  },
  SANDBOX_BAD_FAULT: {
    message: ({ fault }) => `--fault 不能是“${fault}”`,
    hint: ({ forms }) =>
      `可用写法：${forms.join('、')}；ACTION 如 CreateVpc，ZONE 如 cn-hangzhou-h，N 从 1 起。`,
  },
  SANDBOX_STATE_BROKEN: {
    message: ({ path }) => `${path} 不是沙箱的状态文件`,
    hint: () => '请用 --state 指定其他文件；私有沙箱可运行“aliproxy sandbox reset”清除。',
  },
  SANDBOX_STATE_LOCKED: {
    message: ({ path }) => `${path} 被其他程序占用太久`,
    hint: () => '请结束该程序；若没有 aliproxy 在运行，请删除该文件。',
  },
};

export const sandbox: typeof english = {
  start: {
    title: '沙箱已启动：云端的本地模拟，仅限本机访问。',
    endpoint: '接入地址',
    accessKeyId: 'AccessKeyId',
    accessKeySecret: 'AccessKeySecret',
    state: '状态',
    inMemory: '仅在内存中，结束即消失',
    worthless: '密钥是虚构的，只能用于这个沙箱。',
    forAliproxy: (shell) => `aliproxy（${shell}）：`,
    forSdk: 'SDK（@alicloud/pop-core）：',
    forCli: '阿里云 CLI（bash）：',
    end: '按 Ctrl-C 结束。以下每个请求一行：',
  },
  reset: {
    nothing: (path) => `无需清除：没有私有沙箱（${path}）。`,
    unreadable: (path) => `已清除私有沙箱；其文件无法读取（${path}）。`,
    cleared: (path) => `已清除私有沙箱（${path}）。已删除：`,
    kind: '类型',
    count: '数量',
    kinds: {
      vpcs: 'VPC',
      vswitches: '交换机',
      groups: '安全组',
      keyPairs: '密钥对',
      instances: '实例',
    },
  },
};
