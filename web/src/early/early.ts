/**
 * Runs while the console itself is still on its way: fetches the code of the page that the address names, asks who is
 * signed in, and then for what that page will show. The client takes the answers over, see `ahead.ts`.
 */
import type { Asked } from "@/early/ahead";
import { firstData, META, thenData, type Wanted } from "@/early/firstData";
import { isPhone } from "@/theme/phone";

declare const PAGE_FILES: readonly [pattern: string, files: readonly string[]][];

type Meta = Parameters<typeof thenData>[3];
type Session = { user: { language?: string | null; permissions: string[]; must_change_password: boolean } | null };

const SESSION = "/api/v1/session";
const remembered = localStorage.getItem("frostier.language") === "en" ? "en" : "zh";
const phone = isPhone();
const ahead: Asked = (globalThis.frostierAhead = new Map());

function ask(address: string, language: string): Promise<Response> {
  const asked = fetch(address, { headers: { "Accept-Language": language } });
  asked.catch(() => undefined);
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
  const askFor = (wanted: Wanted[]) =>
    wanted
      .filter(({ address, permission }) => !ahead.has(address) && (!permission || user.permissions.includes(permission)))
      .map(({ address }) => ask(address, language));
  const first = askFor(firstData(pathname, search, phone));
  const meta = ahead.get(META)?.asked.then(async (answered) => (await answered.clone().json()) as Meta);
  loadFormats();
  await Promise.allSettled([...first, meta]);
  // Not there where the console has been quicker and asked for it.
  if (meta) askFor(thenData(pathname, search, phone, await meta));
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
