import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";

import { paletteProperties, type Mode } from "@/theme/tokens";

const REMEMBERED = "frostier.mode";

type AppearanceValue = { mode: Mode; choose: (mode: Mode) => void };

const AppearanceContext = createContext<AppearanceValue>({ mode: "light", choose: () => undefined });

/** Light or dark, and the way to change it. */
export const useAppearance = () => useContext(AppearanceContext);

/** Whether the viewer asked the system for less motion. */
export const reducedMotion = () => globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? false;

function rememberedMode(): Mode {
  const remembered = localStorage.getItem(REMEMBERED);
  if (remembered === "light" || remembered === "dark") return remembered;
  return globalThis.matchMedia?.("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Puts the palette on the page and remembers the choice in this browser. */
export function Appearance({ children }: { children: ReactNode }) {
  const [mode, setMode] = useState<Mode>(rememberedMode);

  useEffect(() => {
    const root = document.documentElement;
    root.dataset.mode = mode;
    root.style.colorScheme = mode;
    for (const [name, value] of Object.entries(paletteProperties(mode))) root.style.setProperty(name, value);
  }, [mode]);

  const choose = useCallback((chosen: Mode) => {
    localStorage.setItem(REMEMBERED, chosen);
    setMode(chosen);
  }, []);
  const value = useMemo(() => ({ mode, choose }), [mode, choose]);
  return <AppearanceContext value={value}>{children}</AppearanceContext>;
}
