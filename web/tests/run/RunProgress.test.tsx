import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { RunProgress } from "@/run/RunProgress";

import { fakeServer, show } from "../render";
import { someRun } from "./someRun";

class SilentEvents extends EventTarget {
  static readonly CLOSED = 2;
  static opened: SilentEvents[] = [];
  readyState = 1;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    SilentEvents.opened.push(this);
  }
  close() {
    this.readyState = SilentEvents.CLOSED;
  }
}

test("a run under way shows its step, how far it is, and a way to stop it", async () => {
  vi.stubGlobal("EventSource", SilentEvents);
  fakeServer({ "GET /api/v1/runs/7": someRun() });

  await show(<RunProgress id={7} />);

  await screen.findByText("What-if");
  expect(screen.getByRole("progressbar").getAttribute("aria-valuenow")).toBe("40");
  screen.getByText(/40 of 100/);
  screen.getByRole("button", { name: "Stop" });
});

test("what the server tells is shown at once, and the end brings the result", async () => {
  vi.stubGlobal("EventSource", SilentEvents);
  const states = [someRun(), someRun({ state: "finished", state_name: "Finished", has_result: true, result: { moved: 3 } })];
  fakeServer({ "GET /api/v1/runs/7": () => (states.length > 1 ? states.shift() : states[0]) });
  const onEnd = vi.fn();
  await show(<RunProgress id={7} onEnd={onEnd} />);
  await screen.findByText("What-if");
  const events = SilentEvents.opened.at(-1)!;

  events.dispatchEvent(new MessageEvent("run", { data: JSON.stringify(someRun({ step: "sum up", done: 80 })) }));
  await screen.findByText(/sum up/);
  events.dispatchEvent(new MessageEvent("done", { data: "" }));

  await waitFor(() => expect(onEnd).toHaveBeenCalledTimes(1));
  expect(onEnd.mock.calls[0]?.[0].result).toEqual({ moved: 3 });
  expect(events.readyState).toBe(SilentEvents.CLOSED);
});

test("a failed run says why", async () => {
  const failed = someRun({ state: "failed", state_name: "Failed", error: { code: "invalid_input", message: "Row 7 has no day." } });
  fakeServer({ "GET /api/v1/runs/7": failed });

  await show(<RunProgress id={7} />);

  expect((await screen.findByRole("alert")).textContent).toContain("Row 7 has no day.");
});
