import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { App } from "antd";
import i18next from "i18next";
import type { ReactNode } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";

import { startLocale, type Spoken } from "@/locale";

/** What a server would answer, by method and path; the parameters are given to a function. */
export type Answers = Record<string, unknown | ((url: URL, request: Request) => unknown)>;

/** Every request that was made, in order. */
export function fakeServer(answers: Answers): Request[] {
  const asked: Request[] = [];
  globalThis.fetch = async (input, init) => {
    const request = new Request(input as Request, init);
    asked.push(request);
    const url = new URL(request.url);
    const found = answers[`${request.method} ${url.pathname}`];
    const told = typeof found === "function" ? (found as (url: URL, request: Request) => unknown)(url, request) : found;
    if (told instanceof Response) return told;
    if (found === undefined) return Response.json({ code: "not_found", message: "没有" }, { status: 404 });
    return Response.json(told);
  };
  return asked;
}

/** Shows something inside of all that the console gives its pages, at an address. */
export async function show(ui: ReactNode, { at = "/", spoken = "en" as Spoken } = {}) {
  if (!i18next.isInitialized) await startLocale(spoken);
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createMemoryRouter([{ path: "*", element: ui }], { initialEntries: [at] });
  const shown = render(
    <App component={false}>
      <QueryClientProvider client={cache}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </App>,
  );
  return { ...shown, router, cache };
}
