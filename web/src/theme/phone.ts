import { PHONE_WIDTH } from "@/theme/tokens";

/** The question to the browser whether the window is as narrow as a phone, and how to hear when that changes. */
export const phoneQuery = (): MediaQueryList => globalThis.matchMedia(`(max-width: ${PHONE_WIDTH - 1}px)`);

/** Whether the window is as narrow as a phone now, for what is decided before anything is drawn. */
export const isPhone = (): boolean => phoneQuery().matches;
