import i18next, { type FormatterModule } from "i18next";

import { answerIn } from "@/api/client";
import zh from "@/locale/zh";

export type Spoken = "zh" | "en";

const REMEMBERED = "frostier.language";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "shell";
    resources: typeof zh;
    returnNull: false;
  }
}

// Chinese comes with the first file: most people read it, and nothing can be shown without texts.
const load = { zh: async () => ({ default: zh }), en: () => import("@/locale/en") };

/** The language this browser used last; Chinese otherwise. */
export function rememberedLanguage(): Spoken {
  return localStorage.getItem(REMEMBERED) === "en" ? "en" : "zh";
}

/** Starts the texts in one language; English is fetched when it is asked for. */
export async function startLocale(spoken: Spoken): Promise<void> {
  const texts = (await load[spoken]()).default;
  await i18next.use(counting).init({
    lng: spoken,
    fallbackLng: false,
    defaultNS: "shell",
    resources: { [spoken]: texts },
    interpolation: { escapeValue: false },
  });
  settle(spoken);
}

/** A number with its word, for `{{n, customer|customers}}` in a text: one form for 1, the other for the rest. */
export function counted(value: unknown, forms = "", language: string = spokenNow()): string {
  const [one, other = one] = forms.split("|");
  const number = Number(String(value).replaceAll(",", ""));
  return `${value} ${new Intl.PluralRules(language).select(number) === "one" ? one : other}`;
}

/** What makes texts count. */
export const counting: FormatterModule = {
  type: "formatter",
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: counted,
};

/** Changes the language of the screen and of the answers from now on. */
export async function speak(spoken: Spoken): Promise<void> {
  if (i18next.language === spoken) return;
  const texts = (await load[spoken]()).default;
  for (const [room, words] of Object.entries(texts)) i18next.addResourceBundle(spoken, room, words);
  settle(spoken);
  await i18next.changeLanguage(spoken);
}

/** The language of the screen now. */
export const spokenNow = (): Spoken => (i18next.language === "en" ? "en" : "zh");

function settle(spoken: Spoken): void {
  localStorage.setItem(REMEMBERED, spoken);
  document.documentElement.lang = spoken === "zh" ? "zh-CN" : "en";
  answerIn(spoken);
}
