import i18next, { type TFunction } from "i18next";
import { useSyncExternalStore } from "react";

import type zh from "@/locale/zh";

type Room = keyof typeof zh;
/** One room, or several of which the first is meant where a key names none. */
type Rooms = Room | [Room, ...Room[]];

/** The texts of rooms in one language. */
type Texts<R extends Rooms> = { t: TFunction<R>; language: string };

const told = new Map<string, unknown>();

/**
 * The texts of a room in the language of the screen: `const { t } = useTranslation("customer")`. Hundreds of parts of
 * a page ask for them, so all share one function for each room and language, and what needs no filling in is kept.
 */
export function useTranslation<const R extends Rooms = "shell">(room: R = "shell" as R): Texts<R> {
  const language = useSyncExternalStore(subscribe, spoken);
  return textsOf(room, language);
}

const spoken = () => i18next.language;

function subscribe(onChange: () => void): () => void {
  i18next.on("languageChanged", onChange);
  return () => i18next.off("languageChanged", onChange);
}

function textsOf<R extends Rooms>(room: R, language: string): Texts<R> {
  const key = `${language} ${room}`;
  const known = (told.get(key) as Texts<R> | undefined) ?? { t: kept(i18next.getFixedT(language, room)), language };
  told.set(key, known);
  return known;
}

function kept<R extends Rooms>(t: TFunction<R>): TFunction<R> {
  const say = t as unknown as (...asked: unknown[]) => string;
  const plain = new Map<unknown, string>();
  const look = (key: unknown, ...rest: unknown[]): string => {
    if (rest.length > 0) return say(key, ...rest);
    const known = plain.get(key) ?? say(key);
    plain.set(key, known);
    return known;
  };
  return look as unknown as TFunction<R>;
}
