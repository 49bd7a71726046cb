import type { CloudFailures, ServiceFacts } from '../../cloud/failures.js';
import type { cloud as english } from '../en/cloud.js';
import type { ErrorText, ErrorTexts } from '../text.js';

const refused = (hint: (facts: ServiceFacts) => string): ErrorText<ServiceFacts> => ({
  message: ({ action, code, said }) => `阿里云拒绝了 ${action}：${said || code}`,
  hint,
});

const serviceErrors = {
  SERVICE_KEY_UNKNOWN: refused(
    () =>
      'AccessKey ID 不存在、已删除或已停用。请检查它的来源（环境变量或 ~/.aliyun/config.json），以及是否属于当前站点（中国站或国际站）。',
  ),
  SERVICE_SIGNATURE: refused(
    () => 'AccessKey Secret 与 ID 不匹配，或多了空格。如果两者都正确，说明中间有设备改写了请求。',
  ),
  SERVICE_SECURITY_TOKEN: refused(
    () =>
      '临时密钥需要配套的令牌，而且令牌会过期。请重新获取，并与密钥一起设置 ALIBABA_CLOUD_SECURITY_TOKEN。',
  ),
  SERVICE_CLOCK: refused(() => '本机时钟偏差超过 15 分钟，请校准（WSL 或虚拟机恢复后常见）。'),
  SERVICE_NONCE: refused(() => '同一个签名请求到达了两次。请重新运行命令。'),
  SERVICE_RISK: refused(() => '被阿里云风控拦截。请带上请求 ID 联系客服。'),
  SERVICE_FORBIDDEN: refused(({ action }) => `该密钥的用户无权执行 ${action}。请申请允许它的 RAM 策略。`),
  SERVICE_THROTTLED: refused(() => '调用过于频繁，已重试多次。请等一分钟再试。'),
  SERVICE_DOWN: refused(() => '服务端出现问题。请稍后再试；联系客服时请提供请求 ID。'),
  SERVICE_API_UNKNOWN: refused(
    ({ region }) => `该地址不认识这个接口。请检查 --endpoint 和 --region（${region}）。`,
  ),
  SERVICE_DRY_RUN: refused(() => '预检通过，没有做任何更改。'),
  SERVICE_MISMATCH: refused(() => '安全组和交换机必须在同一个 VPC 中。请检查 --group 和 --vswitch。'),
  SERVICE_PARAMETER: refused(() => '请检查消息中提到的值；格式见 --help。'),
  SERVICE_QUOTA: refused(
    () => '配额已用完（默认每个地域 10 个 VPC）。请删除不需要的资源，或在配额中心申请提升。',
  ),
  SERVICE_NAME: refused(
    () => '请换一个 --name：以字母或汉字开头，最长 128 个字符；字母、数字和 . _ : - 都可以使用。',
  ),
  SERVICE_CIDR_TAKEN: refused(() => '该网段已被占用。不指定 --vswitch-cidr 时会自动选择空闲网段。'),
  SERVICE_NOT_FOUND: refused(
    ({ region }) => `${region} 中没有这个 ID：可能是 ID 不对，也可能是 --region 不对。`,
  ),
  SERVICE_NOT_READY: refused(() => '资源还在准备中，请稍后再运行一次。'),
  SERVICE_ZONE: refused(() => '请换一个 --zone：该可用区不存在或不售卖此资源。'),
  SERVICE_REGION: refused(({ region }) => `请检查 --region：对方不认识 ${region}。`),
  SERVICE_GROUP: refused(
    ({ region }) => `请检查 --group 和 --source-group：都应在 ${region} 且属于同一个 VPC。`,
  ),
  SERVICE_RULE: refused(
    () => '请核对 --protocol、--port、--cidr、--policy 和 --priority：icmp、gre 和 all 没有端口。',
  ),
  SERVICE_SOURCE_CONFLICT: refused(() => '一条规则只能有一个来源：--cidr 或 --source-group。'),
  SERVICE_GROUP_FULL: refused(() => '该安全组的规则或实例已达上限。请换一个 --group。'),
  SERVICE_WINDOWS_DATA: refused(
    () => '请检查 --user-data：Windows 镜像的内容须以 [bat] 或 [powershell] 开头。',
  ),
  SERVICE_IN_USE: refused(() => '仍有资源在使用它，或它受保护。删除顺序：实例、安全组、交换机、VPC。'),
  SERVICE_NO_STOCK: refused(() => '该规格在此处已售罄。请换一个 --zone 或 --type。'),
  SERVICE_NOT_SOLD: refused(() => '该可用区不售卖此规格或云盘。请换一个 --type、--disk 或 --zone。'),
  SERVICE_ACCOUNT: refused(() => '账号本身有问题（余额、支付方式或实名认证），请先到控制台处理。'),
  SERVICE_PASS_ROLE: refused(() => '该密钥的用户需要对该角色拥有 ram:PassRole 权限。'),
  SERVICE_IMAGE: refused(({ region }) => `请检查 --image：${region} 中没有它，或不支持该规格。`),
  SERVICE_ADDRESS: refused(() => '该私网地址不在交换机网段内，或已被占用。'),
  SERVICE_TOKEN_REUSED: refused(() => '同一个请求令牌带来了不同的值。请重新运行命令。'),
  SERVICE_REFUSED: refused(() => '可在 API 错误中心查询该错误码；联系客服时请提供请求 ID。'),
};

const errors: ErrorTexts<CloudFailures> = {
  ...serviceErrors,
  CREDENTIALS_MISSING: {
    message: () => '没有找到阿里云的密钥',
    hint: ({ path }) =>
      `请设置 ALIBABA_CLOUD_ACCESS_KEY_ID 和 ALIBABA_CLOUD_ACCESS_KEY_SECRET，或在 ${path} 中配置。没有账号也可以加 --sandbox 试用。`,
  },
  CREDENTIALS_HALF: {
    message: ({ present, missing }) => `设置了 ${present}，却没有设置 ${missing}`,
    hint: ({ missing }) => `请同时设置 ${missing}；要使用配置文件则两个都不要设置。`,
  },
  CREDENTIALS_FILE_MALFORMED: {
    message: ({ path }) => `${path} 不是有效的配置文件`,
    hint: () => '请修正其中的 JSON，或用“aliyun configure”重新生成。',
  },
  PROFILE_NOT_FOUND: {
    message: ({ profile, path }) => `${path} 中没有配置“${profile}”`,
    hint: ({ known }) =>
      known.length === 0 ? '请用“aliyun configure”创建。' : `可用的配置：${known.join('、')}。`,
  },
  PROFILE_MODE_UNSUPPORTED: {
    message: ({ profile, mode }) => `配置“${profile}”的模式 ${mode} 暂不支持`,
    hint: () =>
      '请使用 AK 或 StsToken 模式的配置，或设置 ALIBABA_CLOUD_ACCESS_KEY_ID、ALIBABA_CLOUD_ACCESS_KEY_SECRET；临时密钥还需 ALIBABA_CLOUD_SECURITY_TOKEN。',
  },
  PROFILE_INCOMPLETE: {
    message: ({ profile, field }) => `配置“${profile}”缺少 ${field}`,
    hint: ({ path }) => `请在 ${path} 中补全，或用“aliyun configure”设置。`,
  },
  REGION_INVALID: {
    message: ({ value }) => `“${value}”不是地域 ID`,
    hint: () => '应类似 cn-hangzhou 或 ap-southeast-1。',
  },
  ENDPOINT_INVALID: {
    message: ({ value }) => `服务地址不能是“${value}”`,
    hint: () => '应为 https://主机[:端口]，不带用户、路径和查询。',
  },
  ENDPOINT_NOT_ENCRYPTED: {
    message: ({ value }) => `服务地址 ${value} 没有加密`,
    hint: () => '请使用 https；http 只能用于本机（127.0.0.1、localhost）。',
  },
  CLOUD_UNREACHABLE: {
    message: ({ endpoint, reason, action }) => `调用 ${action} 时无法连接 ${endpoint}（${reason}）`,
    hint: () => '请检查网络和服务地址；“aliproxy doctor”可以帮助查找原因。',
  },
  CLOUD_NO_ANSWER: {
    message: ({ endpoint, action, phase, limitMs }) =>
      phase === 'connect'
        ? `${limitMs / 1_000} 秒内未能连上 ${endpoint}`
        : `${endpoint} 在 ${Math.round(limitMs / 1_000)} 秒内没有回应 ${action}`,
    hint: () => '请检查网络；如果是创建操作，可直接重新运行，不会重复创建。',
  },
  CLOUD_BAD_ANSWER: {
    message: ({ endpoint, action, status }) =>
      `${endpoint} 对 ${action} 的回应不是 API 的格式${status === null ? '' : `（状态 ${status}）`}`,
    hint: () => '中间可能有代理或登录页；请检查 --endpoint，或运行“aliproxy doctor”。',
  },
  WAIT_TIMEOUT: {
    message: ({ pending }) => `等待已超时，尚未完成：${pending.join('、')}`,
    hint: () => '再次运行同一命令即可继续等待，必要时加大 --timeout。',
  },
  RESOURCE_VANISHED: {
    message: ({ id }) => `${id} 已被受理，但现在并不存在`,
    hint: () => '对实例而言多半是库存不足：请换一个 --zone 或 --type。',
  },
  RESOURCE_FAILED: {
    message: ({ id, status }) => `${id} 没有启动成功，当前状态为 ${status}`,
    hint: () => '请在控制台查看它的事件。',
  },
  RESOURCE_NOT_FOUND: {
    message: ({ id, region }) => `${region} 中没有 ${id}`,
    hint: () => '请检查 ID 和 --region。',
  },
  RESOURCE_DIFFERS: {
    message: ({ name, id, property, found, wanted }) =>
      `“${name}”已存在（${id}），但其 ${propertyNames[property] ?? property} 是 ${found}，不是 ${wanted}`,
    hint: () => '请换一个 --name，或按现有的值来要求。',
  },
  CHOICE_NEEDED: {
    message: ({ kind, candidates }) => `有多个${manyOf[kind]}可选：${candidates.join('、')}`,
    hint: ({ flag }) => `请用 ${flag} 指定一个。`,
  },
  VPC_NEEDED: {
    message: ({ region }) => `aliproxy 还没有在 ${region} 创建过 VPC`,
    hint: () =>
      '请先运行“aliproxy vpc create --name 名称 --zone 可用区”，或用 --group、--vswitch 指定已有资源。',
  },
  ZONE_UNKNOWN: {
    message: ({ zone, region }) => `${region} 没有可用区 ${zone}`,
    hint: ({ known }) => `可用区有：${known.join('、')}。`,
  },
  DECLINED: { message: () => '未确认', hint: () => '什么都没有做。' },
  NAME_INVALID: {
    message: ({ value }) => `--name 不能是“${value}”`,
    hint: ({ min, max }) => `应为 ${min} 到 ${max} 个字符，且不以 http:// 或 https:// 开头。`,
  },
  NAME_NUMBERED: {
    message: ({ value }) => `--name 不能是“${value}”：服务端会把它展开成带编号的名称`,
    hint: () => '请去掉方括号；要创建多台同名服务器请用 --count。',
  },
  CIDR_INVALID: {
    message: ({ flag, value }) => `${flag} 不能是“${value}”`,
    hint: () => '应为网段，例如 192.168.0.0/16。',
  },
  CIDR_HOST_BITS: {
    message: ({ flag, value }) => `${flag}：${value} 的主机位不为零`,
    hint: ({ suggestion }) => `是不是想用 ${suggestion}？`,
  },
  CIDR_SIZE: {
    message: ({ flag, value }) => `${flag}：${value} 太大或太小`,
    hint: ({ min, max }) => `前缀应在 /${min} 到 /${max} 之间。`,
  },
  CIDR_FORBIDDEN: {
    message: ({ flag, value, range }) => `${flag}：${value} 涉及 VPC 不能使用的 ${range}`,
    hint: () => '请使用 10.0.0.0/8、172.16.0.0/12 或 192.168.0.0/16 中的网段。',
  },
  CIDR_OUTSIDE: {
    message: ({ value, vpc }) => `--vswitch-cidr：${value} 不在 VPC 的 ${vpc} 之内`,
    hint: () => '不指定时会自动选择空闲网段。',
  },
  CIDR_OVERLAP: {
    message: ({ value, other }) => `--vswitch-cidr：${value} 与已有交换机的 ${other} 重叠`,
    hint: ({ free }) => (free ? `${free} 是空闲的。` : '该 VPC 已没有这么大的空闲网段。'),
  },
  CIDR_NO_ROOM: {
    message: ({ vpc }) => `VPC 的 ${vpc} 已放不下新的交换机`,
    hint: () => '请删除一个交换机，或使用另一个 VPC。',
  },
  PORTS_INVALID: {
    message: ({ wrong }) => `--port：“${wrong}”不是端口或端口范围`,
    hint: () => '应为 1 到 65535，例如 443、80,443 或 8000-8100。',
  },
  PORT_NOT_APPLICABLE: {
    message: ({ protocol }) => `协议 ${protocol} 没有端口`,
    hint: () => '请去掉 --port。',
  },
  OPEN_TO_WORLD: {
    message: ({ ports, source }) => `这会把 ${ports} 向所有人开放（${source}）`,
    hint: () => '请缩小 --cidr 的范围，或用 --yes 确认。目前什么都没有做。',
  },
  DISK_INVALID: {
    message: ({ value }) => `--disk 不能是“${value}”`,
    hint: () => '应为云盘类型和大小（GiB），例如 cloud_essd:40。',
  },
  USER_DATA_TOO_LARGE: {
    message: ({ path, sizeBytes }) => `${path} 有 ${sizeBytes} 字节`,
    hint: ({ limitBytes }) => `用户数据最多 ${limitBytes} 字节，其余内容可让它自行下载。`,
  },
  VPC_MISMATCH: {
    message: ({ vswitch, group }) => `${vswitch} 与 ${group} 不在同一个 VPC 中`,
    hint: () => '请指定同一个 VPC 的 --group 和 --vswitch。',
  },
  ZONE_MISMATCH: {
    message: ({ vswitch, zone, wanted }) => `${vswitch} 在 ${zone}，不在 ${wanted}`,
    hint: () => '请去掉 --zone，或指定该可用区中的 --vswitch。',
  },
  SERVERS_UNCONFIRMED: {
    message: ({ count, instanceType }) =>
      `创建 ${count} × ${instanceType} 会产生费用，需要确认，而当前没有可以询问的终端`,
    hint: () => '先用 --dry-run 查看计划和价格，再加上 --yes 重新运行。目前什么都没有做。',
  },
};

const propertyNames: Readonly<Record<string, string>> = { type: '规格', image: '镜像', CIDR: '网段' };

const manyOf = { group: '安全组', vpc: ' VPC ', vswitch: '交换机', zone: '可用区' } as const;

const types: typeof english.types = {
  vpc: 'VPC',
  vswitch: '交换机',
  'security-group': '安全组',
  rule: '规则',
  instance: '云服务器',
};

export const cloud: typeof english = {
  columns: {
    id: 'ID',
    name: '名称',
    type: '类型',
    region: '地域',
    zone: '可用区',
    status: '状态',
    addresses: '地址',
    result: '结果',
    group: '安全组',
    direction: '方向',
    ports: '端口',
    peer: '来源',
    destination: '目的',
    policy: '策略',
    priority: '优先级',
    description: '描述',
  },
  types,
  result: { created: '已创建', existing: '已存在', toCreate: '待创建' },
  region: (region) => `地域：${region}`,
  created: (count) => `已创建 ${count} 项。`,
  existing: (labels) => `已存在：${labels.join('、')}。`,
  planTitle: '计划',
  nothingToDo: '全部已存在，无需操作。',
  dryRun: '预检：没有做任何更改。',
  checked: {
    service: (what) => `由阿里云检查：${what.join('、')}。`,
    here: (what) => `仅在本地检查（服务端没有对应的预检）：${what.join('、')}。`,
    exists: (what) => `已存在：${what.join('、')}。`,
  },
  price: (amount, currency, per) =>
    `目录价：每${per === 'hour' ? '小时' : '月'} ${amount} ${currency}，不含流量。`,
  priceUnknown: '价格未知：服务端没有给出。',
  worldWarning: (ports, source) => `这会把 ${ports} 向所有人开放（${source}）。`,
  confirm: '继续吗？',
  sandbox: '正在使用内置沙箱：不会访问阿里云。',
  made: (labels) => `目前已创建：${labels.join('、')}`,
  madeNothing: '没有创建任何资源。',
  resume: (command) => `继续：${command}`,
  working: {
    plan: '正在查看现有资源',
    dryRun: '正在预检',
    make: (type) => `正在创建：${types[type]}`,
    settle: (type) => `等待可用：${types[type]}`,
    retry: (action, reason) => `${action}：${reason}，正在重试`,
  },
  what: {
    name: '名称',
    region: '地域',
    zone: '可用区',
    type: '实例规格',
    image: '镜像',
    port: '端口',
    vpc: 'VPC',
    group: '安全组',
    vswitch: '交换机',
    source: '来源网段',
  },
  warnings: {
    OUTSIDE_PRIVATE_RANGES: '该网段不属于私有地址范围（RFC 1918），VPC 内将无法访问这些公网地址',
    LARGER_THAN_16: '该网段大于 /16，建议使用 /16 到 /28',
    ENVIRONMENT_BEFORE_PROFILE: (profile, path) =>
      `使用的是环境变量中的密钥，而不是 ${path} 中的配置“${profile}”（aliyun CLI 的顺序相反）；要用该配置请加 --profile ${profile}`,
    OPEN_TO_OTHERS: (path) => `${path} 可被其他用户读取，请运行“chmod 600 ${path}”`,
  },
};

export const cloudErrors = errors;
