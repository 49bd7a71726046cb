import type { CheckId } from '../../../doctor/check.js';
import type { EditorNote, ToolsFindings } from '../../../doctor/findings/tools.js';
import type { ErrorTexts } from '../../text.js';

function noteText(note: EditorNote): string {
  switch (note.kind) {
    case 'go-missing':
      return `go.alternateTools：${note.path} 不存在`;
    case 'variable': {
      const where = note.configuration === null ? note.file : `${note.file}（${note.configuration}）`;
      const ending = note.environment === 'unset' ? '环境变量中没有' : '与环境变量不同';
      return `${where}：${note.name}=${note.value}，${ending}`;
    }
    case 'unreadable':
      return `${note.file} 不是有效的 JSON`;
    case 'own-proxy':
      return `http.proxy 为 ${note.value}：只对 VS Code 生效，对 Go 无效`;
    case 'no-launch':
      return 'launch.json 中没有 Go 的配置';
  }
}

const notes = ({ notes: list }: { readonly notes: readonly EditorNote[] }) => list.map(noteText).join('\n');

export const toolsFindings: ErrorTexts<ToolsFindings> = {
  PYTHON_MISSING: {
    message: () => '未安装',
    hint: () => '只有用 Python 编写的工具才需要。',
  },
  PYTHON_STORE: {
    message: () => '未安装：运行“python”会打开微软应用商店',
    hint: () => '需要时请从 https://www.python.org/downloads/ 安装 Python。',
  },
  PYTHON_BROKEN: {
    message: ({ path }) => `${path} 没有给出版本`,
    hint: () => '请重新安装 Python，或把它所在的文件夹从 PATH 中去掉。',
  },
  PYTHON_OLD: {
    message: ({ version }) => `Python ${version} 太旧`,
    hint: ({ minimum }) => `阿里云的工具需要 Python ${minimum} 或更高版本。`,
  },
  PYTHON_UNSUPPORTED: {
    message: ({ version, asOf }) => `Python ${version} 已停止维护（截至 ${asOf}）`,
    hint: ({ supported, asOf }) => `截至 ${asOf}，受支持的版本为 ${supported}。`,
  },
  NODE_MISSING: {
    message: () => 'PATH 中没有 node',
    hint: () => '只有其他基于 Node.js 的工具才需要。',
  },
  NODE_BROKEN: {
    message: ({ path }) => `${path} 没有给出版本`,
    hint: () => '请重新安装 Node.js，或把它所在的文件夹从 PATH 中去掉。',
  },
  NODE_OLD: {
    message: ({ version }) => `Node.js ${version} 太旧`,
    hint: ({ minimum }) => `工具需要 Node.js ${minimum} 或更高版本。`,
  },
  NODE_UNSUPPORTED: {
    message: ({ version, asOf }) => `Node.js ${version} 已停止维护（截至 ${asOf}）`,
    hint: ({ supported, asOf }) => `截至 ${asOf}，受支持的版本为 ${supported}。`,
  },
  VSCODE_NONE: { message: () => '没有找到 VS Code', hint: () => '' },
  VSCODE_NO_GO: {
    message: () => 'VS Code 没有安装 Go 扩展',
    hint: () => '编辑和调试 Go 需要扩展 golang.go。',
  },
  VSCODE_MISTAKES: {
    message: notes,
    hint: () => '请改正或删除这些设置，让 Go 在 VS Code 中的行为与终端一致。',
  },
  VSCODE_NOTES: { message: notes, hint: () => '' },
};

export const toolsTitles = {
  'python.version': 'Python',
  'node.version': 'Node.js',
  'ide.vscode-go': 'VS Code 的 Go 扩展',
} satisfies Partial<Record<CheckId, string>>;
