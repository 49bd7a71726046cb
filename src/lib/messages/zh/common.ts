import type { CommonFailures } from '../../errors.js';
import type { common as english } from '../en/common.js';
import type { ErrorTexts } from '../text.js';

const errors: ErrorTexts<CommonFailures> = {
  UNKNOWN_COMMAND: {
    message: ({ command }) => `没有“${command}”这个命令`,
    hint: ({ suggestion }) =>
      suggestion ? `是不是想用“aliproxy ${suggestion}”？` : '运行“aliproxy --help”查看所有命令。',
  },
  UNKNOWN_FLAG: {
    message: ({ flag }) => `未知选项 ${flag}`,
    hint: ({ suggestion, command }) =>
      suggestion ? `是不是想用 ${suggestion}？` : `运行“aliproxy ${command} --help”查看所有选项。`,
  },
  UNEXPECTED_ARGUMENT: {
    message: ({ argument }) => `多余的参数“${argument}”`,
    hint: ({ command }) => `运行“aliproxy ${command} --help”查看用法。`,
  },
  MISSING_ARGUMENT: {
    message: ({ argument }) => `缺少参数 ${argument}`,
    hint: ({ command }) => `运行“aliproxy ${command} --help”查看示例。`,
  },
  FLAG_NEEDS_VALUE: {
    message: ({ flag }) => `选项 ${flag} 需要一个值`,
    hint: ({ command }) => `运行“aliproxy ${command} --help”查看示例。`,
  },
  FLAG_TWICE: {
    message: ({ flag }) => `选项 ${flag} 重复出现`,
    hint: () => '该选项只能写一次。',
  },
  BAD_FLAG_VALUE: {
    message: ({ flag, value }) => `${flag} 的值不能是“${value}”`,
    hint: ({ expected }) => `应为${expected}。`,
  },
  FLAG_CONFLICT: {
    message: ({ flags }) => `${flags.join(' 与 ')} 不能同时使用`,
    hint: () => '请去掉其中一个。',
  },
  MISSING_FLAG: {
    message: ({ flag }) => `缺少选项 ${flag}`,
    hint: ({ command }) => `运行“aliproxy ${command} --help”查看示例。`,
  },
  USAGE: {
    message: ({ detail }) => detail,
    hint: ({ command }) => `运行“aliproxy ${command} --help”。`,
  },
  INPUT_NEEDED: {
    message: ({ what }) => `缺少${what}，而当前没有可以询问的终端`,
    hint: ({ flag }) => `请用 ${flag} 指定。`,
  },
  CONFIRMATION_NEEDED: {
    message: ({ action }) => `${action} 需要确认，而当前没有可以询问的终端`,
    hint: () => '先用 --dry-run 查看计划，再加上 --yes 重新运行。目前什么都没有做。',
  },
  CONFIG_NOT_FOUND: {
    message: ({ path }) => `找不到配置文件 ${path}`,
    hint: () => '请检查 --config 和 ALIPROXY_CONFIG。',
  },
  CONFIG_SYNTAX: {
    message: ({ path, line, detail }) => `${path}:${line}：不是有效的 YAML：${detail}`,
    hint: () => '请检查该行的缩进和引号。',
  },
  CONFIG_UNKNOWN_KEY: {
    message: ({ path, line, key }) => `${path}:${line}：未知的键“${key}”`,
    hint: ({ suggestion }) => (suggestion ? `是不是想写“${suggestion}”？` : '请删除它，可用的键见 README。'),
  },
  CONFIG_BAD_VALUE: {
    message: ({ path, line, key }) => `${path}:${line}：“${key}”的值不对`,
    hint: ({ expected }) => `应为${expected}。`,
  },
  CONFIG_MISSING_VARIABLE: {
    message: ({ path, line, key, variable }) =>
      `${path}:${line}：“${key}”用到的环境变量 ${variable} 没有设置`,
    hint: ({ variable }) => `请设置 ${variable}；如果要写的就是这段文字，请写 $$\{${variable}}。`,
  },
  BAD_VARIABLE: {
    message: ({ variable, value }) => `环境变量 ${variable} 的值不能是“${value}”`,
    hint: ({ expected }) => `应为${expected}。`,
  },
  FILE_UNREADABLE: {
    message: ({ path, reason }) => `无法读取 ${path}（${reason}）`,
    hint: () => '请检查路径和权限。',
  },
  FILE_UNWRITABLE: {
    message: ({ path, reason }) => `无法写入 ${path}（${reason}）`,
    hint: () => '请检查目录是否存在、是否可写、是否还有空间。',
  },
  INTERRUPTED: {
    message: ({ signal }) => `已中断（${signal}）`,
    hint: () => '再次运行同一命令即可继续。',
  },
  INTERNAL: {
    message: ({ detail }) => `aliproxy 自身出错：${detail}`,
    hint: () => '请设置 DEBUG=aliproxy* 再运行一次，并附上输出提交报告。',
  },
};

export const common: typeof english = {
  error: '错误',
  hint: '提示',
  warning: '警告',
  reportMissing: '没有关于此错误的说明',
};

export const commonErrors = errors;
