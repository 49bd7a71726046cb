import type { CheckId } from '../../../doctor/check.js';
import type { GoFindings } from '../../../doctor/findings/go.js';
import type { ErrorTexts } from '../../text.js';

export const goFindings: ErrorTexts<GoFindings> = {
  GO_MISSING: {
    message: () => '没有找到 Go',
    hint: () => '请从 https://golang.google.cn/dl/ 或 https://go.dev/dl/ 安装 Go，然后打开新终端。',
  },
  GO_NOT_ON_PATH: {
    message: ({ path }) => `${path} 不在 PATH 中`,
    hint: () => '请打开新终端（并重启编辑器）；仍不行时，把它所在的文件夹加入 PATH。',
  },
  GO_TIMEOUT: {
    message: () => 'Go 在 5 秒内没有响应',
    hint: () => '可能被杀毒软件拦住：请手动运行“go version”。',
  },
  GO_BROKEN: {
    message: ({ exitCode, detail }) =>
      exitCode === 0 && detail === ''
        ? '无法解读 Go 的输出'
        : `Go 无法运行${exitCode === null ? '' : `（退出码 ${exitCode}）`}${detail === '' ? '' : `：${detail}`}`,
    hint: () => '请手动运行“go env”：如果提示某个变量有误，请改正或删除它；否则请重新安装 Go。',
  },
  GO_TOO_OLD: {
    message: ({ version }) => `Go ${version} 太旧`,
    hint: ({ minimum }) => `请安装 Go ${minimum} 或更高版本。`,
  },
  GO_UNSUPPORTED: {
    message: ({ version }) => `Go ${version} 已不再有安全更新`,
    hint: ({ supported, asOf }) => `截至 ${asOf}，受支持的版本为 ${supported}。`,
  },
  GO_DEVELOPMENT: { message: ({ version }) => `开发版（${version}）`, hint: () => '' },
  GO_VERSION_UNKNOWN: {
    message: () => '无法从 Go 得知',
    hint: () => '请手动运行“go version”和“go env”。',
  },
  GOROOT_WRONG: {
    message: ({ value }) => `GOROOT 指向不存在的 ${value}，所有 go 命令都会失败`,
    hint: () => '请删除 GOROOT：Go 会自己找到安装位置。然后打开新终端。',
  },
  GOROOT_SET: {
    message: ({ value }) => `GOROOT 是手动设置的（${value}）`,
    hint: () => '请删除 GOROOT：下次升级后它就会出错。',
  },
  GOROOT_OTHER: {
    message: ({ value, own }) => `GOROOT 为 ${value}，而 PATH 中的 go 属于 ${own}`,
    hint: () => '请删除 GOROOT：不同版本的编译器和工具不能混用。',
  },
  GOPATH_RELATIVE: {
    message: ({ value }) => `GOPATH 不是绝对路径：${value}`,
    hint: () => '请改为绝对路径，或删除 GOPATH。',
  },
  GOPATH_IS_GOROOT: {
    message: ({ value }) => `GOPATH 与 GOROOT 同为 ${value}`,
    hint: () => '请删除 GOPATH：默认值是单独的文件夹。',
  },
  GOPATH_AWKWARD: {
    message: ({ value }) => `GOPATH 含有空格或非 ASCII 字符：${value}`,
    hint: () => 'C 编译器和一些工具处理不了，请换一个简单的路径。',
  },
  GOBIN_NOT_ON_PATH: {
    message: ({ bin }) => `${bin} 不在 PATH 中`,
    hint: () => '找不到“go install”安装的程序：请把该文件夹加入 PATH。',
  },
  GOPROXY_OFF: {
    message: () => 'GOPROXY=off：无法下载任何模块',
    hint: () => '请设置镜像，或设为“direct”。',
  },
  GOPROXY_ENTRY: {
    message: ({ entry }) => `GOPROXY 中有一项不是 URL：${entry}`,
    hint: () => '每一项应为 URL、“direct”或“off”，以半角逗号分隔。',
  },
  GOPROXY_DEFAULT: {
    message: () => 'Go 官方的模块代理，在中国大陆无法访问',
    hint: () => '如果下载卡住，请设置镜像。',
  },
};

export const goTitles = {
  'go.installed': 'Go',
  'go.version': 'Go 版本',
  'go.goroot': 'GOROOT',
  'go.gopath': 'GOPATH',
  'go.goproxy': 'Go 模块代理',
} satisfies Partial<Record<CheckId, string>>;
