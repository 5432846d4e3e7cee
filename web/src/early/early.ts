/**
 * Runs while the console itself is still on its way: fetches the code of the page that the address names, asks who is
 * signed in, and then for what that page will show. The client takes the answers over, see `ahead.ts`.
 */
import { firstData, META, thenData, type Wanted } from "@/early/firstData";
import { PHONE_WIDTH } from "@/theme/tokens";

declare const PAGE_FILES: readonly [pattern: string, files: readonly string[]][];

type Session = { user: { language?: string | null; permissions: string[]; must_change_password: boolean } | null };

const SESSION = "/api/v1/session";
const remembered = localStorage.getItem("frostier.language") === "en" ? "en" : "zh";
const phone = matchMedia(`(max-width: ${PHONE_WIDTH - 1}px)`).matches;
const ahead = (globalThis.frostierAhead = new Map<string, { language: string; asked: Promise<Response> }>());

function ask(address: string, language: string): Promise<Response> {
  const asked = fetch(address, { headers: { "Accept-Language": language } });
  ahead.set(address, { language, asked });
  return asked;
}

/** The first format of a browser loads what it knows of all languages; that is done while the answers are awaited. */
function loadFormats(): void {
  new Intl.DateTimeFormat(remembered, { timeZone: "UTC" }).format(0);
  new Intl.NumberFormat(remembered, { style: "currency", currency: "CNY" }).format(0);
}

async function start({ pathname, search }: Location): Promise<void> {
  const session = (await (await ask(SESSION, remembered)).clone().json()) as Session;
  const { user } = session;
  if (!user || user.must_change_password) return;
  const language = user.language ?? remembered;
  const askFor = ({ address, permission }: Wanted): Promise<Response> | undefined =>
    !permission || user.permissions.includes(permission) ? ask(address, language) : undefined;
  for (const wanted of firstData(pathname, search, phone)) askFor(wanted)?.catch(() => undefined);
  loadFormats();
  const meta = await ahead.get(META)!.asked;
  for (const wanted of thenData(pathname, search, await meta.clone().json())) askFor(wanted)?.catch(() => undefined);
}

const files = PAGE_FILES.find(([pattern]) => new RegExp(pattern).test(location.pathname))?.[1] ?? [];
for (const file of files) {
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.href = file;
  document.head.append(link);
}
// What could not be asked is asked again by the console, which also says why it failed.
start(location).catch(() => undefined);
