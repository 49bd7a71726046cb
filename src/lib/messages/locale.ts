import type { Messages } from './en.js';

export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

interface LocaleSources {
  /** `--lang`, `ALIPROXY_LANG` or the configuration, already checked. */
  readonly chosen: Language | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asked last: it is slow. */
  readonly systemLocale: () => string;
}

/** The language of this run: chosen, else the system's locale, else English. */
export function languageFrom({ chosen, env, systemLocale }: LocaleSources): Language {
  if (chosen) return chosen;
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || systemLocale();
  return /^zh(?:[-_.@]|$)/i.test(locale) ? 'zh' : 'en';
}

export function isLanguage(value: string): value is Language {
  return (languages as readonly string[]).includes(value);
}

/** Only the catalogue that is needed is loaded. */
export async function loadMessages(language: Language): Promise<Messages> {
  return language === 'zh' ? (await import('./zh.js')).zh : (await import('./en.js')).en;
}
