import type { CheckId } from '../../../doctor/check.js';
import type { GoSettingsFindings } from '../../../doctor/findings/go-settings.js';
import type { ErrorTexts } from '../../text.js';

export const goSettingsFindings: ErrorTexts<GoSettingsFindings> = {
  GO_SHADOWED: {
    message: ({ version, path, newerVersion, newerPath }) =>
      `实际运行的是 Go ${version}（${path}），更新的 Go ${newerVersion} 在 PATH 中排在后面（${newerPath}）`,
    hint: () => '请把新版 Go 所在的文件夹移到 PATH 最前面，或卸载旧版。',
  },
  GO_SEVERAL: {
    message: ({ copies }) =>
      `有多个 Go，运行的是第一个：${copies.map(({ path, version }) => (version === null ? path : `${path}（${version}）`)).join('，')}`,
    hint: () => '编辑器可能使用另一个：建议只保留需要的那个。',
  },
  SUMDB_OFF: {
    message: () => 'GOSUMDB=off：模块被篡改也不会被发现',
    hint: () => '请重新启用；自己的非公开模块请改用 GOPRIVATE（如 GOPRIVATE=*.corp.example.com）。',
  },
  SUMDB_NONE_CHECKED: {
    message: ({ name }) => `${name} 匹配所有模块，任何模块都不会被校验`,
    hint: () => '请只写自己模块所在的主机，例如 *.corp.example.com。',
  },
  SUMDB_MALFORMED: {
    message: ({ value }) => `GOSUMDB 不是校验数据库的名称：${value}`,
    hint: () => '请使用 sum.golang.google.cn（中国大陆）或 sum.golang.org，或删除 GOSUMDB。',
  },
  INSECURE_ALL: {
    message: () => 'GOINSECURE 匹配所有模块，下载可能使用明文 http',
    hint: () => '请只写没有有效证书的主机。',
  },
  INSECURE_SOME: {
    message: ({ value }) => `${value} 的模块可能以明文 http 下载`,
    hint: () => '最好为该主机配置证书。',
  },
  SUMDB_UNKNOWN_SETTING: {
    message: ({ name }) => `Go 没有 ${name} 这个设置`,
    hint: () => '应为 GONOSUMDB 或 GOPRIVATE。',
  },
  PRIVATE_SET: {
    message: ({ value }) => `${value}：直接下载，不校验`,
    hint: () => '这些模块从各自的主机获取，不经过 GOPROXY 和校验数据库。',
  },
  PRIVATE_MISTAKES: {
    message: ({ name, entries }) => `${name} 中有匹配不到任何模块的条目：${entries.join('，')}`,
    hint: ({ expected }) => `请写模块路径的匹配模式，用半角逗号分隔，不带协议、端口和空格：${expected}`,
  },
  TOOLCHAIN_INVALID: {
    message: ({ setting }) => `GOTOOLCHAIN=${setting}：Go 拒绝执行任何命令`,
    hint: () => '请使用 auto、local、path，或 go1.26.0+auto 这样的版本。',
  },
  TOOLCHAIN_REFUSED: {
    message: ({ file, needed, version, setting }) =>
      `${file} 要求 Go ${needed}；当前是 ${version}，而 GOTOOLCHAIN=${setting} 不允许切换`,
    hint: ({ needed }) => `请安装 Go ${needed} 或更高版本，或设置 GOTOOLCHAIN=auto。`,
  },
  TOOLCHAIN_NOT_ON_PATH: {
    message: ({ name, setting }) => `PATH 中没有 ${name}，而 GOTOOLCHAIN=${setting} 不允许下载`,
    hint: ({ name }) =>
      `请运行“go install golang.org/dl/${name}@latest”和“${name} download”，或设置 GOTOOLCHAIN=auto。`,
  },
  TOOLCHAIN_UNCHECKED: {
    message: ({ name }) => `需要下载 Go ${name}，但 GOSUMDB=off 不允许`,
    hint: ({ name }) => `请启用校验数据库，或自行安装 Go ${name}。`,
  },
  TOOLCHAIN_NO_SOURCE: {
    message: ({ name }) => `需要下载 Go ${name}，但 GOPROXY=off 不允许`,
    hint: ({ name }) => `请自行安装 Go ${name}，或把 GOPROXY 设为镜像。`,
  },
  TOOLCHAIN_DOWNLOAD: {
    message: ({ name, version, from }) => `要求 Go ${name}，当前是 ${version}：将从 ${from} 下载`,
    hint: ({ name }) => `首次构建会慢一些；也可以自行安装 Go ${name}。`,
  },
  TOOLCHAIN_DOWNLOAD_FAR: {
    message: ({ name, version, from }) => `要求 Go ${name}，当前是 ${version}：必须下载（${from}）`,
    hint: ({ name, enough }) =>
      `该来源在中国大陆无法访问：请设置模块镜像，或安装 Go ${name}${enough ? '；这里也可以设置 GOTOOLCHAIN=local' : ''}。`,
  },
  TOOLCHAIN_AT_HAND: {
    message: ({ name }) => `要求 Go ${name}，本机已有`,
    hint: () => '',
  },
  FLAGS_QUOTE: {
    message: () => 'GOFLAGS 中的引号没有闭合，所有 go 命令都会失败',
    hint: () => "请补上引号，并把整个参数括起来：'-ldflags=-s -w'。",
  },
  FLAGS_NOT_A_FLAG: {
    message: ({ word }) => `GOFLAGS 中的“${word}”不是参数，所有 go 命令都会失败`,
    hint: () => "每一项都应为 -name=value；含空格时请把整个参数括起来：'-ldflags=-s -w'。",
  },
  FLAGS_REFUSED: {
    message: ({ flag }) =>
      flag === null || flag === '' ? 'Go 不接受 GOFLAGS' : `Go 不接受 GOFLAGS 中的 -${flag}`,
    hint: ({ flag }) =>
      flag === null || flag === ''
        ? '请运行“go version”查看原因，并改正 GOFLAGS。'
        : '请删除该参数；运行“go version”可看到 Go 的说明。',
  },
  FLAGS_WITHOUT_VALUE: {
    message: ({ flag }) => `GOFLAGS 中的 -${flag} 没有值，任何构建都会失败`,
    hint: ({ flag }) => `请写成 -${flag}=值，或删除它。`,
  },
  FLAGS_MOD: {
    message: ({ value }) =>
      value === 'mod'
        ? 'GOFLAGS 含有 -mod=mod：每次构建都可能改动 go.mod，并忽略 vendor 文件夹'
        : `GOFLAGS 含有 -mod=${value}：对所有项目生效`,
    hint: ({ value }) =>
      value === 'vendor'
        ? '没有 vendor 文件夹的项目无法构建：请只在单个命令中使用。'
        : '请只在单个命令中使用。',
  },
  FLAGS_INSECURE: {
    message: () => 'GOFLAGS 含有 Go 已不再支持的 -insecure，“go get”会失败',
    hint: () => '请删除它，并用 GOINSECURE 指定主机。',
  },
  FLAGS_CUT: {
    message: ({ flag, rest }) => `GOFLAGS：${rest} 不属于 -${flag}，不起作用`,
    hint: ({ flag }) => `请把整个参数括起来：'-${flag}=-s -w'。`,
  },
  MODULES_OFF: {
    message: () => 'GO111MODULE=off：Go 会忽略 go.mod',
    hint: () => '请删除 GO111MODULE：从 Go 1.16 起默认使用模块。',
  },
  GO_ENV_SHADOWED: {
    message: ({ settings }) =>
      settings
        .map(({ name, stored, used }) => `${name}：环境变量（${used}）优先于 go env -w（${stored}）`)
        .join('\n'),
    hint: ({ settings }) => {
      const names = settings.map(({ name }) => name).join('、');
      return `要让 go env -w 的值生效，请删除环境变量 ${names}；否则请删除 go env -w 的值。`;
    },
  },
  CERTIFICATES_OVERRIDE: {
    message: ({ variables }) =>
      variables.map(({ name, value, exists }) => `${name}=${value}${exists ? '' : '（不存在）'}`).join('\n'),
    hint: () =>
      'Go 1.27 及以上只信任这里的证书，不再使用系统证书：请把公司的证书加入该文件，或删除该变量，或设置 GODEBUG=x509sslcertoverrideplatform=0。',
  },
  GO_TOOLS_MISSING: {
    message: ({ names }) => `未安装：${names.join('、')}`,
    hint: ({ names }) =>
      names.includes('gofmt')
        ? 'gofmt 随 Go 提供，请重新安装 Go；编辑器需要 gopls，调试需要 dlv。'
        : '编辑器需要 gopls，调试需要 dlv。',
  },
};

export const goSettingsTitles = {
  'go.multiple': 'PATH 中的 Go',
  'go.sumdb': '校验数据库',
  'go.private': '私有模块',
  'go.toolchain': 'Go 工具链',
  'go.flags': 'GOFLAGS',
  'go.env-conflict': 'go env -w',
  'go.tls-override': 'Go 的证书',
  'go.tools': 'Go 工具',
} satisfies Partial<Record<CheckId, string>>;
