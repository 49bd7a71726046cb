import type { DemoFailures, demo as english } from '../en/demo.js';
import type { ErrorTexts } from '../text.js';

export const demo: typeof english = {
  introduction: 'aliproxy 演示：全部使用内置组件，无需账号、无需管理员权限，任何数据都不会离开本机。',
  embedded: '本次演示内置的组件：',
  parts: {
    http: 'HTTP 目标',
    redis: '会说 Redis 协议的目标（不是真正的 Redis）',
    tunnel: 'aliproxy tunnel',
    sandbox: 'aliproxy sandbox，代替真实的云',
  },
  steps: {
    doctor: '检查本机。（真实结果：所报告的就是本机的情况。）',
    probe: '经隧道探测三个目标；第三个是故意拒绝的，用来展示诊断。',
    vpc: '在沙箱里创建专有网络和交换机。',
    group: '在新的安全组里放行 HTTPS。',
    instance: '创建一台可以运行代理的服务器。',
  },
  tunnelEnd: '隧道已关闭。经过它的流量：',
  end: '演示结束。接下来可以试试：aliproxy doctor、aliproxy probe --help、aliproxy tunnel。',
};

export const demoErrors: ErrorTexts<DemoFailures> = {
  DEMO_STEP: {
    message: ({ command, code }) => `演示在“aliproxy ${command}”处出错（退出码 ${code}）`,
    hint: () => '原因见该命令自己的说明。请附上“aliproxy demo --json”的输出提交报告。',
  },
};
